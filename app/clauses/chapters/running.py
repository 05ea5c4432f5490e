"""Chapter 2, parts 7 to 9: watching, emergencies, exceptions, law, breaches, review."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 7 運用、8、9",
    Clause(
        "I 7-1①",
        "新しい脅威に応じて見直す",
        State.BY_HAND,
    ),
    Clause(
        "I 7-1②",
        "危機に対応できる",
        State.DONE,
        does=(
            "「緊急停止」で止め、閲覧凍結に緩めて少しずつ戻せる。連絡網を紙でも備え、試す期限を知らせる。"
            "訓練を予定し、人ごとの出欠と結果を残す"
        ),
        screens=("/halt", "/registers/contacts", "/registers/training"),
        tests=(
            "tests/app/board/halting/test_halt.py::test_full_stop_is_lessened_to_frozen_reading_by_two",
            "tests/app/registers/test_contacts.py::test_plan_hangs_on_the_wall_in_order_with_the_day_by_which_it_is_printed_anew",
            "tests/app/registers/test_attendance.py::test_drill_is_told_likewise_and_exported",
        ),
    ),
    Clause(
        "I 7-2(1)①",
        "遵守を確かめ、責任者に報告する",
        State.DONE,
        does=(
            "「条項の表」で、条項ごとの状態、今日の件数、台帳で期限を過ぎたものの数を見られる。"
            "見つけたことは「指摘と対処の記録」に書き、議長の「対応待ち」に上げる"
        ),
        screens=("/reports", "/ledger", "/registers/findings"),
        code=("app/registers/kept/oversight/findings.py",),
        tests=(
            "tests/app/registers/test_findings.py::test_finding_waits_for_the_chair_by_a_day_is_decided_with_another_and_closed_with_its_result",
        ),
    ),
    Clause(
        "I 7-2(1)②",
        "責任者が速やかに対処する",
        State.DONE,
        does=(
            "「指摘と対処の記録」で、議長が期限までに、だれが何をするかを、対処の期限とともに決め、結果を書いて完了にする。"
            "どちらの期限も、過ぎると警報になる"
        ),
        screens=("/registers/findings",),
        code=("app/registers/kept/oversight/findings.py",),
        tests=(
            "tests/app/registers/test_findings.py::test_finding_waits_for_the_chair_by_a_day_is_decided_with_another_and_closed_with_its_result",
        ),
    ),
    Clause(
        "I 7-2(1)③",
        "設定を定期に点検する",
        State.DONE,
        does=(
            "設定、鍵、データベース、保管庫、隔離、封印、台帳を、毎日システムが点検し（`gijo doctor` と同じ）、"
            "結果を台帳に残す。前の日になかった要対応は、議会事務局長に警報で知らせる。"
            "ページに付ける印は 10 分ごとに点検し、見つからない間は機密性2 以上の資料のページを閉じる"
        ),
        screens=("/ledger", "/admin/connections"),
        code=("app/ops/daily/check.py", "app/ops/doctor.py", "app/marks/watch.py"),
        tests=(
            "tests/app/ops/test_daily_check.py::test_setup_is_looked_at_once_a_day_and_what_is_newly_wrong_is_an_alarm",
            "tests/app/marks/test_marks_checked.py::test_library_that_draws_every_letter_alike_closes_pages_above_level_1_until_it_is_replaced",
        ),
        evidence=("checks",),
    ),
    Clause(
        "I 7-2(2)",
        "指名した者が利用状況を調べる",
        State.DONE,
        does=(
            "調査担当は `/ledger` で、決めた人の、決めた期間の記録だけを見られ、見たことも記録される。"
            "ほかの人、ほかの期間、ほかの発行コードは断られ、そのことも記録される。調査担当は議長が加わらないと決まらず、任期のあとは"
            "何も見られない。範囲の記録は、署名のある抜き出しとして書き出せ、議長に知らせる。だれが何を読んだかを名前で見られるのは議長、"
            "事務局長、調査担当で、書記には人数だけが見え、本人には自分の記録が見える"
        ),
        screens=("/account/record", "/ledger"),
        tests=(
            "tests/app/ledger/test_looking_up_a_code.py::test_each_look_is_recorded_with_what_was_looked_for",
            "tests/app/ledger/test_extracts.py::test_extract_holds_what_lies_within_and_verifies_with_the_public_key_alone",
            "tests/app/ledger/test_extracts.py::test_extract_is_recorded_and_told_to_the_chair",
            "tests/app/people/test_offices_of_power.py::test_investigator_has_a_purpose_targets_a_window_and_an_end",
            "tests/app/people/test_offices_for_a_matter.py::test_investigator_sees_the_records_of_the_targets_only",
            "tests/app/people/test_offices_for_a_matter.py::test_everything_outside_targets_and_window_is_refused_and_recorded",
            "tests/app/people/test_offices_for_a_matter.py::test_investigators_own_looks_are_recorded",
            "tests/app/people/test_offices_for_a_matter.py::test_code_outside_is_refused_like_one_that_is_nobodys",
            "tests/app/people/test_offices_for_a_matter.py::test_office_for_a_matter_ends_by_itself_to_the_minute",
            "tests/app/people/test_offices_for_a_matter.py::test_chair_is_one_of_the_two_who_name_them",
        ),
        evidence=("looks",),
    ),
    Clause(
        "I 7-2(3)",
        "違反を報告する",
        State.DONE,
        does="「台帳」の「違反と措置の記録」にだれでも報告でき、議長と議会事務局長だけが読む。だれのことかを書き、その人は読めず、扱えない",
        screens=("/registers/violations",),
        tests=(
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
            "tests/app/registers/test_own_entries.py::test_violation_is_dealt_with_by_the_office_that_it_is_not_about",
        ),
    ),
    Clause(
        "I 7-3(1)",
        "緊急時対応計画",
        State.DONE,
        does=(
            "計画を版で持ち、関わる人に確認を求める。事故の記録は、報告、止めた方法、復旧、原因、対策の順に進む。"
            "対応を始めると、そのとき生きている計画の版の四つの部分が記録に入り、すべて確かめるまで完了にできない"
        ),
        screens=(
            "/rules",
            "/registers/incidents",
        ),
        code=("app/registers/kept/incidents.py",),
        tests=(
            "tests/app/registers/test_incident_plans.py::test_incident_follows_the_plan_that_is_in_force_when_its_handling_begins",
            "tests/app/rulebook/test_rulebook.py::test_plan_shows_its_four_parts_and_when_it_is_to_be_reviewed_7_3",
        ),
    ),
    Clause(
        "I 7-3(2)①–④",
        "計画の内容",
        State.DONE,
        does="連絡先、報告する事項、とる措置、再発を防ぐ対策の四つがそろわない計画は登録できない",
        screens=("/rules",),
        tests=("tests/app/rulebook/test_rulebook.py::test_plan_without_one_of_its_four_parts_is_not_taken_7_3_2",),
    ),
    Clause(
        "I 7-3(3)",
        "計画の見直し",
        State.DONE,
        does="見直す期限を過ぎた計画に、一覧で印が付く",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_plan_shows_its_four_parts_and_when_it_is_to_be_reviewed_7_3",
        ),
    ),
    Clause(
        "I 7-4(1)",
        "例外措置は理由を付けて申請し、責任者が許可する",
        State.DONE,
        does=(
            "印刷と保存の許可は、使う人が申請する。個人の端末で機密性3 を読むことと、決められた場所の外で機密性3A を"
            "読むことは、議会事務局長が、人・端末・資料・期間・回数・目的・条件を付けて申請し、議長が一つの画面で決める。"
            "許可の番号は、ページの透かしと台帳に残る。紙の予備一式は、人ごとに名前と部の番号を入れた PDF を作る。"
            "1 部を表紙と目次のある 1 つの冊子に綴じ、受け取るときに資料ごとに決め直して記録する。"
            "出し入れは番号で数え、会議の日のうちに戻らない部は警報になる。"
            "規程の求めより弱い値は、理由と終わりの日のある例外として、1 人が議長の 2 人で決め、過ぎるとひとりでに戻る"
        ),
        screens=("/permits", "/permits/apply", "/permits/decide", "/permits/reserves", "/standards"),
        code=("app/permits/kinds.py", "app/permits/exceptions/lifting.py"),
        tests=(
            "tests/flows/test_a_day.py::test_a_day_from_preparation_to_the_last_use_of_a_permit",
            "tests/app/permits/test_exceptions.py::test_class_3_on_a_personal_device_is_read_by_the_chairs_exception_alone",
            "tests/app/permits/test_reserves.py::test_copies_are_numbered_marked_by_person_and_counted_out_and_in",
            "tests/app/permits/test_reserves.py::test_copy_that_went_out_is_printed_no_second_time",
            "tests/app/permits/test_volumes.py::test_each_copy_is_one_pdf_in_agenda_order_recorded_by_paper_and_counted_by_its_number",
            "tests/app/permits/test_volumes.py::test_copy_that_is_out_after_the_meetings_day_is_an_alarm_once",
            "tests/rules/test_policy_exceptions.py::test_exception_lifts_device_or_place_and_nothing_else",
            "tests/app/board/setting/test_setting.py::test_an_exception_lapses_by_itself_and_leaves_what_was_decided_before",
        ),
        evidence=("permits-decided",),
    ),
    Clause(
        "I 7-4(2)",
        "緊急のときは事後に報告する",
        State.DONE,
        does=(
            "議会事務局長が、理由を付けて、1 人か 1 台、決められた時間までの例外を先に始める。自分についてはできない。"
            "議長にすぐに警報と決裁で知らせ、決められた時間のうちに認められなければ、そこで終わり、警報になる。"
            "議長が不許可にしたか取り消した人と資料については、先には始められない。始めた人は、いつでも終えられる"
        ),
        screens=("/permits/emergency", "/permits/decide"),
        code=("app/permits/exceptions/acts.py", "app/permits/exceptions/overdue.py"),
        tests=(
            "tests/app/permits/test_emergencies.py::test_emergency_holds_at_once_the_chair_hears_of_it_and_confirms",
            "tests/app/permits/test_emergencies.py::test_unconfirmed_emergency_lapses_by_itself_and_is_an_alarm_once",
            "tests/app/permits/test_emergencies.py::test_nobody_begins_one_for_themselves_and_nobody_else_begins_one",
            "tests/app/permits/test_emergencies.py::test_what_the_chair_refused_or_revoked_is_not_begun_by_the_administrator",
            "tests/rules/test_policy_exceptions.py::test_nobody_begins_an_emergency_for_themselves",
        ),
        evidence=("emergencies",),
    ),
    Clause(
        "I 7-4(3)",
        "申請と結果を保管し、定期に見直す",
        State.DONE,
        does=(
            "`/permits` の記録簿と台帳。見直しは、そのときに生きている例外のすべてを、結果とともに残す。"
            "決められた日数を過ぎても見直されなければ、議長と議会事務局長に警報で知らせる。"
            "例外のすべて（規程の値の例外も）を、議長と事務局が CSV と PDF で書き出す。"
            "監査担当は、2 人で決めたときだけ、監査の期間のものを書き出し、議長に知らせが出る"
        ),
        screens=("/permits", "/permits/reviews"),
        code=("app/permits/reviews/snapshots.py", "app/permits/reviews/acts.py", "app/permits/exports/records.py"),
        tests=(
            "tests/rules/test_routes_ledger.py::test_permit_is_not_used_up_when_its_record_cannot_be_kept",
            "tests/app/permits/test_reviews.py::test_review_keeps_what_stood_when_it_was_made",
            "tests/app/permits/test_reviews.py::test_missed_review_is_an_alarm_once",
            "tests/app/permits/test_reviews.py::test_exception_without_a_use_left_or_before_its_time_is_reviewed_and_revoked",
            "tests/app/permits/test_exports.py::test_chair_takes_out_every_exception_with_who_asked_who_decided_and_what_came_of_it",
            "tests/app/permits/test_exports.py::test_auditor_takes_out_what_stood_in_the_time_of_the_audit_and_the_chair_is_told",
        ),
        evidence=("permits-decided",),
    ),
    Clause(
        "I 7-5①–⑧",
        "法令を守る",
        State.BY_HAND,
    ),
    Clause(
        "I 7-6①",
        "違反：責任者が見つけたとき",
        State.DONE,
        does="「違反と措置の記録」に、事務局長に知らせた日と、注意・指導を書くまで次に進まない",
        screens=("/registers/violations",),
        tests=(
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
            "tests/app/registers/test_own_entries.py::test_violation_is_dealt_with_by_the_office_that_it_is_not_about",
        ),
    ),
    Clause(
        "I 7-6②",
        "違反：管理者が見つけたとき",
        State.DONE,
        does="事務局長が記録すると、議長の「対応待ち」に入り、議長が措置を書く",
        screens=("/registers/violations",),
        tests=(
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
            "tests/app/registers/test_own_entries.py::test_violation_is_dealt_with_by_the_office_that_it_is_not_about",
        ),
    ),
    Clause(
        "I 7-6③",
        "改善されないときは使用を止める",
        State.DONE,
        does=(
            "議長か、その委任を受けた人が、人の画面の「利用を停止する」で止める。理由が要り、"
            "次の操作から効く。自分と議長は止められない。副責任者、事務局長、調査担当は議長本人だけが止める。"
            "止めたことと議会運営委員会への報告は「違反と措置の記録」に残る"
        ),
        screens=("/admin/people", "/registers/violations"),
        tests=(
            "tests/app/people/test_people.py::test_chair_suspends_a_member_whose_next_request_is_refused",
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
        ),
        evidence=("suspensions",),
    ),
    Clause(
        "I 8",
        "ほかのクラウドを使わない",
        State.DONE,
        does="画面が通信する先はこのシステムだけ。使ってよいアプリは議長が「指定の記録」に書き、だれでも読める",
        screens=("/about", "/registers/designations"),
        tests=(
            "tests/app/test_health.py::test_every_answer_carries_the_security_headers",
            "tests/app/registers/test_further.py::test_designation_is_the_chairs_and_everybody_reads_it_6_1_13",
        ),
    ),
    Clause(
        "I 9(1)",
        "自己点検",
        State.DONE,
        does="「自己点検の記録」で問いに答え、作った時の件数（サインイン、許可、台帳など）が、書き換えられずに残る",
        screens=("/registers/inspections",),
        tests=(
            "tests/app/registers/test_further.py::test_self_inspection_keeps_what_the_system_said_and_ends_with_the_report_9_1",
        ),
    ),
    Clause(
        "I 9(2)",
        "結果と改善策の報告",
        State.DONE,
        does="見つかったこと、改善策、議長への報告を書くまで「報告済み」にできない。PDF で議会に出せる",
        screens=("/registers/inspections",),
        tests=(
            "tests/app/registers/test_further.py::test_self_inspection_keeps_what_the_system_said_and_ends_with_the_report_9_1",
        ),
    ),
    Clause(
        "I 9(3)",
        "結果による見直し",
        State.BY_HAND,
    ),
)
