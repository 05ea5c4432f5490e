"""Chapter 2, parts 6-4 to 6-6: harmful programs, attacks, news of weaknesses."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 6-4 から 6-6",
    Clause(
        "I 6-4(1)①",
        "受け取るファイルの不正プログラムの検査",
        State.PARTLY,
        does="隔離したプロセスで画像にし、元のファイルは議員に届かない",
        screens=("/prepare/materials",),
        code=("viewer/sandbox/",),
        left="ウイルス対策ソフトとの連携はまだ",
        tests=("tests/app/materials/test_conversion.py::test_a_program_in_a_file_is_told_as_harmless",),
    ),
    Clause(
        "I 6-4(1)②",
        "送り出すファイルの検査",
        State.DONE,
        does="許可による PDF は画像だけで作り直し、公開するファイルは、見える文字と画像だけから書き直す",
        screens=("/permits", "/prepare/materials"),
        code=("docs/decisions/0037-seen.md",),
        tests=(
            "tests/app/materials/test_releases.py::test_residents_save_the_clean_file_without_attachment_and_program",
        ),
        evidence=("papers-released",),
    ),
    Clause(
        "I 6-4(1)③",
        "情報を集め、議員に知らせる",
        State.PARTLY,
        does="お知らせは、「確認しました」を押すまで各人の最初の画面に残り、確認した人とまだの人が並ぶ",
        screens=("/rules",),
        left="情報を集めるのは事務局",
        tests=("tests/app/rulebook/test_notices.py::test_notice_stays_at_home_until_it_is_confirmed",),
    ),
    Clause(
        "I 6-4(2)",
        "端末の OS を最新に",
        State.PARTLY,
        does=(
            "使えるブラウザーのいちばん古い版を「規程の値」で 2 人が決める。"
            "使えなくする日までは、サインインのときに知らせ、その日からは断り、事務局長に知らせる。"
            "古い端末は端末の一覧に出る。年に一度の点検でも OS を見る"
        ),
        screens=("/standards", "/admin/devices", "/registers/tablets"),
        code=("app/standards/browsers.py", "app/auth/signin/old_browsers.py"),
        left="ブラウザーが名乗る版だけで決め、OS の版そのものは分からない。名乗らないブラウザーは断らない",
        tests=(
            "tests/app/auth/signin/test_old_browsers.py::test_old_browser_is_told_of_until_the_day_and_refused_from_then_on_6_4_2",
            "tests/app/auth/signin/test_old_browsers.py::test_two_decide_the_oldest_version_and_see_whom_it_shuts_out_6_4_2",
        ),
    ),
    Clause(
        "I 6-4(3)①–④",
        "議員の守ること",
        State.DONE,
        does=(
            "「守っていることの確認書（年に一度）」を規程として出すと、議員が自分の端末と扱いを確かめ、"
            "次のサインインで確認し、日付が残る。"
            "確認した人とまだの人が並び、一年を過ぎると見直す印が付き、新しい版で確かめ直す。"
            "ウイルスなどの情報は「お知らせ」で知らせ、確認した人が並ぶ。端末の中は、このシステムからは見えない"
        ),
        screens=("/rules", "/rules/acknowledgements"),
        code=("app/rulebook/words.py",),
        tests=(
            "tests/app/rulebook/test_attestation.py::test_members_attest_each_year_with_the_day_and_who_has_not_is_listed",
            "tests/app/rulebook/test_notices.py::test_writer_sees_who_has_confirmed_and_who_has_not",
        ),
    ),
    Clause(
        "I 6-4(3)⑤",
        "感染したら使うのをやめ、報告する",
        State.DONE,
        does=(
            "ホームか「自分の端末」の「端末の感染を知らせる」で、使っている端末も、自分のほかの端末も止められる。"
            "書記、議会事務局長、議長、副責任者は、どの端末も止められる。止めると、その端末の接続がすべて終わり、"
            "わかっていることを書いた事故の記録ができ、議長と議会事務局長に知らせる。"
            "止めた人と持ち主のほかの人が、調べた結果を書いたときだけ、また使える"
        ),
        screens=("/devices/infected", "/registers/incidents"),
        code=("app/registers/infections/acts.py", "app/access/rules/entry/devices.py"),
        tests=(
            "tests/app/registers/test_infections.py::test_member_stops_the_tablet_at_hand_from_home_and_both_offices_hear_of_the_incident_6_4_3_5",
            "tests/app/registers/test_infections.py::test_another_registered_device_and_the_offices_stop_it_too_6_4_3_5",
            "tests/app/registers/test_infections.py::test_stopped_tablet_is_used_again_by_another_than_who_stopped_it_with_what_was_found_6_4_3_5",
        ),
    ),
    Clause(
        "I 6-4(4)",
        "専門家の支援",
        State.BY_HAND,
    ),
    Clause(
        "I 6-5(1)①",
        "不要なサービスを止める",
        State.DONE,
        does="開くアドレスは `app/routes.py` の一覧だけ",
        screens=("/ledger",),
        tests=("tests/rules/test_routes.py::test_other_methods_are_refused_everywhere",),
        evidence=("refusals",),
    ),
    Clause(
        "I 6-5(1)②",
        "書き換えを見つけて知らせる",
        State.DONE,
        does=(
            "台帳の終わりは起動時と毎分、決定の記録（区分、読む人、許可、役職）は読むときと十分ごとの見回りで、"
            "資料のデータは読むときと、定期の見回りで確かめ、記録して事務局長と議長に警報を出す。"
            "台帳の全体は `gijo ledger verify`。画面の部品とプログラムのファイルは、開始のたびに"
            "要約を記録し、毎日比べる。変わっていれば、毎日の点検が議会事務局長に、次の開始が議長にも知らせる"
        ),
        screens=("/admin/connections", "/ledger"),
        code=("app/seals.py", "app/audit/continuity.py", "app/rounds/going.py", "app/ops/daily/program.py"),
        left="点検するプログラムそのものを書き換えられる人は、見つからないようにできる",
        tests=(
            "tests/app/ops/test_daily_check.py::test_files_of_the_program_that_are_rewritten_while_it_runs_or_between_two_starts_are_told",
            "tests/app/rounds/test_rounds.py::test_object_that_nobody_reads_is_found_recorded_and_told",
            "tests/app/test_seals.py::test_paper_that_was_opened_by_sql_stays_closed_and_the_offices_hear_of_it",
            "tests/app/board/setting/test_setting.py::test_an_edit_by_sql_is_found_and_the_stricter_value_holds",
        ),
        evidence=("rounds", "checkpoints"),
    ),
    Clause(
        "I 6-5(1)③",
        "窓口の一元化",
        State.DONE,
        does=(
            "警報はすべて「会議中の接続」に集まる。外への連絡は「緊急連絡網」の一つの窓口から行い、"
            "窓口がないか二つあるときは、書く人の最初の画面と警報で知らせる"
        ),
        screens=("/admin/connections", "/registers/contacts"),
        code=("app/registers/kept/contacts.py",),
        tests=(
            "tests/app/registers/test_contacts.py::test_plan_has_one_window_to_which_everybody_turns_and_says_when_there_is_none_or_a_second",
        ),
    ),
    Clause(
        "I 6-5(2)",
        "攻撃のときシステムを止める",
        State.DONE,
        does=(
            "「緊急停止」で、議長か議会事務局長が 1 人で止める。閲覧凍結と全停止があり、送っている途中のもの、"
            "ひらいている画面、処理も二秒以内に止まる。閲覧凍結の間は、読める人も読めるものも増えない。解除は 2 人。"
            "サーバーからは `gijo halt`。攻撃と不正な接続の「事故の記録」は、総務省・県に連絡した日と相手か、"
            "しないと決めた人と理由を書くまで完了にできない"
        ),
        screens=("/halt", "/registers/incidents", "/registers/contacts"),
        code=("app/halts/queries.py", "app/board/halting/acts.py", "app/access/stops/freezing.py"),
        left="連絡そのもの（電話など）は人が行う",
        tests=(
            "tests/app/board/halting/test_halt.py::test_full_stop_closes_every_screen_and_says_why_on_its_own",
            "tests/app/board/halting/test_halt.py::test_two_lift_it_and_nobody_alone",
            "tests/app/board/halting/test_opening.py::test_nobody_gets_to_read_more_while_reading_is_frozen",
            "tests/app/board/halting/test_under_way.py::test_every_open_screen_is_closed_by_a_full_stop_and_says_why",
            "tests/app/board/test_connections.py::test_stopping_the_device_of_a_session_ends_every_session_on_it",
            "tests/app/registers/test_incident_plans.py::test_attack_is_not_done_with_before_it_says_who_of_state_and_prefecture_was_told_6_5_2",
        ),
    ),
    Clause(
        "I 6-5(3)",
        "攻撃の記録を残す",
        State.DONE,
        does=(
            "拒否も、書き換えの疑いも台帳に残り、消す操作がない。議長と事務局長が `/ledger/export` で書き出して渡せる。"
            "事故を調べる間は、1 人が「保全の記録」に書けば、資料、送り出す前の版、届かなかったファイル、"
            "前に作ったページ、見つかった端末が消されず、解除は 2 人で行う。記録が書き換えられたときは、すべてを残す。"
            "警察への相談は「事故の記録」に書く"
        ),
        screens=("/ledger/export", "/registers/holds", "/registers/incidents"),
        code=("app/registers/holds.py",),
        tests=(
            "tests/rules/test_routes_ledger.py::test_refusal_stands_while_the_ledger_is_closed",
            "tests/app/materials/test_holds.py::test_paper_is_not_taken_out_until_two_persons_have_lifted_the_hold",
            "tests/app/registers/test_disposals.py::test_what_a_standing_hold_names_is_not_disposed_of_and_the_screen_says_what_is_not_known",
            "tests/app/disposals/test_disposal.py::test_what_stands_in_the_way_refuses_at_the_asking_and_again_at_the_confirming",
            "tests/app/permits/test_reserves.py::test_copy_of_a_paper_that_is_held_is_counted_back_and_not_destroyed",
            "tests/rules/test_disposal.py::test_every_place_that_disposes_of_something_asks_for_holds_or_says_why_not",
        ),
        evidence=("sign-ins-refused", "refusals", "exports"),
    ),
    Clause(
        "I 6-5(4)",
        "内側からの攻撃の監視",
        State.DONE,
        does=(
            "別の場所からの使用、接続の写し、止めた端末、任期の外の人、続く失敗などは警報になり、"
            "本人のすべての画面と「会議中の接続」に出て、対応を書くまで消えない。"
            "読む速さを超えた閲覧、1 時間の多くの閲覧、続く拒否、会議のない夜中の使用、"
            "議会の外でのはじめての閲覧も警報になる。境目は設定の `[habits]`"
        ),
        screens=("/admin/connections",),
        code=("app/auth/alarms/raising.py", "app/auth/alarms/habits/watch.py"),
        tests=(
            "tests/app/auth/alarms/test_habits.py::test_usual_week_of_a_council_tells_of_nothing",
            "tests/app/auth/alarms/test_habits.py::test_hour_of_a_threat_is_one_alarm",
            "tests/app/auth/alarms/test_habits.py::test_who_only_reads_inside_is_told_of_the_first_reading_outside_and_of_no_other",
            "tests/app/auth/alarms/test_habits.py::test_guessing_addresses_is_told_to_the_person_and_the_offices_with_what_to_do",
            "tests/app/auth/alarms/test_alarms.py::test_signing_in_elsewhere_tells_the_open_tablet_and_the_secretariat",
        ),
        evidence=("alarms",),
    ),
    Clause(
        "I 6-5(5)",
        "不正なアクセスへの対処",
        State.DONE,
        does="警報から、その接続と端末をその場で止め、確かめたことを記録する。その人への措置は「違反と措置の記録」に残る",
        screens=("/admin/connections", "/registers/violations"),
        tests=(
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
            "tests/app/board/test_connections.py::test_alarm_stands_on_the_board_until_somebody_writes_down_what_came_of_it",
        ),
        evidence=("alarms",),
    ),
    Clause(
        "I 6-5(6)",
        "サービス不能への備え",
        State.PARTLY,
        does=(
            "大きさ・時間・同時の数に上限。一人、一つの接続、一つの場所ごとの数と速さにも上限があり、"
            "使いすぎた人が待たされ、ほかの人は待たない。先読みは、いま見ているページを待たせない"
        ),
        code=("viewer/limits.py", "app/auth/factors/hashing.py", "app/web/lanes/"),
        left="回線そのものをあふれさせる攻撃への備えは、前に置く設備で行う",
        tests=(
            "tests/app/web/lanes/test_hoarding.py::test_person_in_many_sessions_has_no_more_than_a_person",
            "tests/app/web/lanes/test_lanes.py::test_caller_who_fills_every_place_it_may_have_keeps_nobody_else_out",
            "tests/app/auth/attempts/test_limits.py::test_rush_beyond_the_line_is_told_to_come_back_and_nothing_is_counted",
        ),
    ),
    Clause(
        "I 6-5(7)",
        "標的型攻撃の入口・内部・出口",
        State.PARTLY,
        does="にせの画面で使えないパスキー、端末の承認、隔離、外へ通信しないこと",
        screens=("/admin/devices",),
        left="端末の中の監視は議会の設備で",
        tests=(
            "tests/viewer/test_sandbox_locks.py::test_every_forbidden_act_kills_the_child_and_a_harmless_child_lives",
        ),
    ),
    Clause(
        "I 6-6(1)–(3)",
        "脆弱性などの情報を集め、共有し、更新する",
        State.PARTLY,
        does=(
            "このシステムの部品の弱点は、公表されている情報のファイルと照らし合わせ、当たったものが期限とともに"
            "「脆弱性の記録」に入る。そのほかは手で書く。"
            "議員には「お知らせ」で知らせ、確認した人が並ぶ。知らせ方は `SECURITY.md`"
        ),
        screens=("/registers/weaknesses/advisories", "/registers/weaknesses", "/rules"),
        left="情報を集めるのは事務局。脆弱性の記録とお知らせは、手で書き分ける",
        tests=(
            "tests/app/advisories/test_comparing.py::test_what_is_hit_is_entered_once_with_a_day_by_its_severity_and_recorded",
            "tests/app/registers/test_kept.py::test_form_of_a_register_opens_for_whoever_may_make_entries",
            "tests/app/rulebook/test_notices.py::test_notice_stays_at_home_until_it_is_confirmed",
        ),
    ),
)
