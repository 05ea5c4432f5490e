"""Chapter 2, part 1: who answers for what."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 1 組織体制",
    Clause(
        "I 2章1(1)①",
        "議長が最終の決定をする",
        State.DONE,
        does="許可は `/permits/decide` で、議長か、議長の委任を受けた人だけが決める",
        screens=("/permits/decide",),
        tests=(
            "tests/rules/test_policy_matrix.py::test_permits_are_decided_by_chair_or_delegate_freshly_and_never_by_the_asker",
        ),
        evidence=("permits-decided",),
    ),
    Clause(
        "I 2章1(1)②",
        "アドバイザーを置ける",
        State.DONE,
        does=(
            "人の画面の「調査担当、監査担当、アドバイザーを申し出る」で申し出る。2 人のうち 1 人は議長で、"
            "任期の終わりになると自動で終わる。アドバイザーは、決めた台帳と規程を読み、相談と助言を「助言の記録」に残す"
        ),
        screens=("/admin/offices", "/registers/advice"),
        tests=(
            "tests/app/people/test_offices_for_a_matter.py::test_adviser_reads_what_was_given_and_writes_down_the_advice",
            "tests/app/people/test_offices_for_a_matter.py::test_office_for_a_matter_ends_by_itself_to_the_minute",
            "tests/app/people/test_offices_for_a_matter.py::test_chair_is_one_of_the_two_who_name_them",
        ),
    ),
    Clause(
        "I 2章1(1)③",
        "副責任者を置ける",
        State.DONE,
        does=(
            "人の画面の「役職の申し出」で申し出て、議長の確認で役職「副責任者」と任期が決まる。"
            "議長が申し出たときは、ほかの人が確認する"
        ),
        screens=("/admin/offices",),
        tests=("tests/app/people/test_offices_of_power.py::test_nobody_else_confirms_while_there_is_a_chair_who_can",),
        evidence=("offices",),
    ),
    Clause(
        "I 2章1(1)④",
        "職務を行わせることができる",
        State.DONE,
        does=(
            "議長が「委任」で、相手・職務・期間を決める。許可の決裁、会議での個人の端末、"
            "利用の停止を一つずつまかせられる。議長がいる間は、委任のない副責任者は何も決められない"
        ),
        screens=("/admin/delegations",),
        tests=("tests/app/people/test_people.py::test_duty_outside_the_delegation_stays_refused",),
        evidence=("delegations",),
    ),
    Clause(
        "I 2章1(2)①",
        "管理者は責任者を助ける",
        State.BY_HAND,
    ),
    Clause(
        "I 2章1(2)②",
        "設定の変更は管理者の権限",
        State.DONE,
        does=(
            "取扱いの表、区域、時間など規程の値は「規程の値」で、議長と議会事務局長のうち 2 人が、パスキーで変える。"
            "そのほかの設定は `gijo.toml` だけで、画面からは変えられない。変えて開始すると、"
            "議長と議会事務局長に知らせ、指示した人（役職を確かめる）と作業した 2 人を"
            "「作業の記録」に書くまで、最初の画面に出続ける。"
            "機密性3A の指定は事務局長だけ"
        ),
        screens=("/standards", "/registers/work"),
        left="`gijo.toml` を書き換えることそのものは、サーバーの運用者なら指示なしにもできる（すぐ知らされる）",
        tests=(
            "tests/app/board/setting/test_setting.py::test_two_change_the_handling_table_and_it_holds_at_once_in_every_process",
            "tests/app/materials/test_labels.py::test_the_administrator_sets_3a_at_once_and_clerks_cannot_touch_it_then",
            "tests/app/registers/test_seconds.py::test_start_with_other_settings_is_owed_a_piece_of_work_that_two_did_and_a_third_checks",
        ),
        evidence=("starts",),
    ),
    Clause(
        "I 2章1(2)③",
        "手順を備え、侵害のときに対処する",
        State.DONE,
        does=(
            "実施手順を「規程」に版で持ち、関わる人が画面で読む。"
            "「緊急停止」で、議長か議会事務局長が 1 人で、閲覧か全体をすぐに止める。資料の取り下げ、接続と端末の停止も"
            "すぐに効き、ひらいている画面も二秒以内に消える"
        ),
        screens=("/halt", "/admin/connections", "/rules"),
        code=("app/halts/queries.py", "app/auth/presence/sweep.py"),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_procedure_without_a_day_of_review_is_due_a_year_after_it_came_into_force",
            "tests/app/board/halting/test_halt.py::test_one_of_two_offices_freezes_reading_at_once_and_it_is_told",
            "tests/app/board/test_connections.py::test_ending_a_session_takes_effect_on_its_next_request_and_is_recorded",
        ),
    ),
    Clause(
        "I 2章1(2)④",
        "担当者を指導する",
        State.BY_HAND,
    ),
    Clause(
        "I 2章1(2)⑤",
        "緊急連絡網",
        State.DONE,
        does=(
            "連絡する順に、二つの連絡先と、試した日、次に試す期限（1 年以内）を「緊急連絡網」の台帳に持つ。"
            "期限を過ぎると警報になり、試さずに延ばせない。責任者、副責任者、管理者、担当者のうち欠けている役割は、書く人の最初の画面と警報で知らせる。"
            "通信が止まったときのために、「壁に貼る紙（PDF）」を印刷する"
        ),
        screens=("/registers/contacts",),
        code=("app/registers/kept/contacts.py", "app/registers/reminders/lacking.py"),
        tests=(
            "tests/app/registers/test_contacts.py::test_contact_plan_stands_in_the_order_of_calling_with_two_ways_each_1_2_5",
            "tests/app/registers/test_contacts.py::test_contact_that_was_not_tried_in_time_is_marked_and_told_until_somebody_tries",
            "tests/app/registers/test_contacts.py::test_office_that_nobody_in_the_plan_is_called_for_is_told_to_those_who_write_it",
            "tests/app/registers/test_contacts.py::test_plan_hangs_on_the_wall_in_order_with_the_day_by_which_it_is_printed_anew",
        ),
    ),
    Clause(
        "I 2章1(2)⑥",
        "緊急のとき責任者に速やかに報告する",
        State.DONE,
        does=(
            "「台帳」の「事故の記録」に報告すると、議会事務局長と議長の画面に警報が出る。"
            "気づいた次の日になっても議長に報告した日がない事故は、二人の最初の画面に出て、警報になる。"
            "止めた方法と復旧を書くまで完了にできない"
        ),
        screens=("/registers/incidents",),
        tests=(
            "tests/app/registers/test_kept.py::test_member_reports_a_lost_tablet_and_both_offices_hear_of_it",
            "tests/app/registers/test_findings.py::test_incident_of_which_the_chair_is_not_told_by_the_next_day_is_said_until_then",
        ),
    ),
    Clause(
        "I 2章1(2)⑦",
        "運用の状況を責任者に報告する",
        State.DONE,
        does="月、年、年度ごとの運用報告を、記録から数えて画面と PDF にする。終わった期間の報告は確定し、変わらない",
        screens=("/reports",),
        code=("app/reports/",),
        tests=(
            "tests/app/reports/test_reports.py::test_figures_equal_a_recount_of_the_ledger",
            "tests/app/reports/test_reports.py::test_closed_month_stays_as_it_was_and_late_records_are_told",
        ),
    ),
    Clause(
        "I 2章1(3)",
        "担当者は管理者の指示で作業する",
        State.DONE,
        does=(
            "サーバーや機器の作業は「作業の記録」に予定し、だれの指示か（その日に役職にあった人から選ぶ。言葉で書くのは"
            "議会の外の人だけ）と結果を書くまで終わりにできず、別の人が確かめる。"
            "行う日を過ぎると警報になる。自分が出した区分の変更は自分で確認できない"
        ),
        screens=("/registers/work",),
        code=("app/registers/kept/work.py",),
        tests=(
            "tests/app/registers/test_seconds.py::test_work_is_done_by_an_order_told_when_late_and_checked_by_another",
            "tests/app/registers/test_seconds.py::test_who_ordered_work_held_an_office_that_day_and_words_are_for_outsiders_alone",
            "tests/app/meetings/test_papers_in_a_meeting.py::test_second_person_is_offered_the_decision_and_the_asker_is_not",
        ),
    ),
)
