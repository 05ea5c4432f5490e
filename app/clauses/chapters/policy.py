"""Chapter 1 of policy I, the basic policy."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第1章 基本方針",
    Clause(
        "I 1章1",
        "議会と町の情報の機密性・完全性・可用性を守る",
        State.PARTLY,
        does="区分（機密性・完全性・可用性）と出どころを資料ごとに決め、一覧に書き出す",
        screens=("/prepare/materials",),
        left="完全性・可用性・出どころは、選ばなければ 1 と議会の情報になる",
        tests=("tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",),
    ),
    Clause(
        "I 1章2(1)–(4)",
        "用語の定義",
        State.DONE,
        does="規程の文を、版、施行する日、決めた人とともに画面に置く。用語は `docs/glossary.md` に合わせている",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5",
        ),
    ),
    Clause(
        "I 1章2(5)",
        "許された人だけが情報に触れる",
        State.DONE,
        does="決まりのない操作はすべて拒む",
        screens=("/ledger",),
        code=("app/access/policy.py", "app/access/rules/", "app/web/gate.py"),
        tests=("tests/rules/test_routes.py::test_everybody_gets_what_the_policy_decides",),
        evidence=("refusals",),
    ),
    Clause(
        "I 1章2(6)",
        "情報が壊され、書き換えられない",
        State.PARTLY,
        does=(
            "書き換えは読むときに見つけて表示を止める。保管しているものは、読まれないものも定期に見回り、"
            "異常は事務局長と議長に知らせる"
        ),
        screens=("/admin/connections", "/ledger"),
        code=("storage/envelope.py", "app/rounds/"),
        left="控えの中の書き換えを定期に確かめることはまだ",
        tests=("tests/storage/test_envelope.py::test_any_flipped_bit_breaks_the_seal",),
        evidence=("rounds",),
    ),
    Clause(
        "I 1章2(7)",
        "必要なときに使える",
        State.PARTLY,
        does=(
            "大勢が一度に読む負荷は `make load` で通して試す。プロセスが落ちてもほかのプロセスが受け、自動で立ち上がる"
        ),
        screens=("/registers/drills", "/registers/training"),
        code=("docs/decisions/0009-processes.md",),
        left=(
            "事故の訓練は「事故の訓練」で行い、年間の計画に入れる。控えから戻すまでの時間を決めて測ることは、人が行い、"
            "その記録に書く"
        ),
        tests=("tests/servers/test_processes.py::test_killed_worker_comes_back_and_nothing_acknowledged_is_lost",),
    ),
    Clause(
        "I 1章2(8)",
        "インターネット接続系の定義",
        State.BY_HAND,
        does="置く場所は議会が決める。区域は「規程の値」で、2 人で決める",
    ),
    Clause(
        "I 1章3(1)",
        "外からの攻撃に備える",
        State.PARTLY,
        does="`docs/threat-model.md` に攻撃と対策の一覧。読む速さを超えた閲覧はゆっくりになり、警報になる",
        screens=("/admin/connections",),
        left="ファイルのウイルス検査はまだ",
        tests=("tests/rules/test_routes_forgery.py::test_act_that_our_own_page_did_not_send_is_refused",),
    ),
    Clause(
        "I 1章3(2)",
        "無断の持ち出し、誤り、設定の不備に備える",
        State.PARTLY,
        does="保存はさせない。持ち出しは届け出る。危ない設定では始まらない",
        screens=("/registers/takeouts",),
        code=("app/settings.py",),
        left="画面の撮影や書き写しは防げない。誤りで読まれた資料は、取り下げても、読まれる前には戻せない",
        tests=(
            "tests/rules/test_policy_matrix.py::test_the_original_leaves_only_when_level_1_and_released",
            "tests/app/registers/test_takeouts.py::test_notice_is_given_from_home_with_the_place_alone_and_both_offices_see_it_5_1_3",
        ),
    ),
    Clause(
        "I 1章3(3)",
        "災害に備える",
        State.PARTLY,
        does="控えの取り方と戻し方は `docs/ja/operations.md`",
        screens=("/guides/operations",),
        left="自動の控えはまだ",
        evidence=("restores",),
    ),
    Clause(
        "I 1章3(4)",
        "大勢が欠けたときに備える",
        State.DONE,
        does=(
            "議長の職務は、「委任」で期間を決めて副責任者か事務局長にまかせる。委任で行った決定には議長の名が残る"
            "。議長が欠けたときは副議長が、そのほかは二人で決めた議長職務代行者が行い、"
            "理由が残る"
        ),
        screens=("/admin/delegations",),
        tests=("tests/app/people/test_people.py::test_delegate_decides_in_the_chairs_place_and_the_record_says_so",),
        evidence=("delegations",),
    ),
    Clause(
        "I 1章3(5)",
        "電源・通信の障害に備える",
        State.DONE,
        does=(
            "記録と資料は、途中で電源が切れても受け付けた分を失わない。データベースや保管庫が止まったときは、"
            "そう伝え、戻れば続く"
        ),
        screens=("/ledger",),
        code=("app/db.py", "storage/local.py"),
        tests=(
            "tests/servers/test_database_away.py::test_every_page_that_was_shown_through_a_crash_of_it_is_recorded",
        ),
    ),
    Clause(
        "I 1章4(1)",
        "対象は議会。事務局は町の規程による",
        State.DONE,
        does=(
            "資料ごとに、議会の規程によるか市町の規程によるかを書記が決め（決めなければ出どころのとおり）、"
            "一覧と CSV を片方にしぼれる。人は役職で決まり（議会事務局と執行部は市町の規程）、"
            "利用者の一覧に出て、しぼれる"
        ),
        screens=("/prepare/materials", "/admin/people"),
        code=("app/access/levels.py", "app/access/roles.py", "app/materials/labels/regimes.py"),
        tests=(
            "tests/app/materials/test_regimes.py::test_clerk_says_by_whose_rules_a_paper_stands_and_lists_tell_them_apart",
            "tests/app/materials/test_regimes.py::test_people_stand_under_the_rules_of_their_offices",
        ),
        evidence=("papers-labelled", "offices"),
    ),
    Clause(
        "I 1章4(2)①②",
        "設備・媒体の管理",
        State.DONE,
        does=(
            "端末は `/admin/devices` に、番号、使う人、状態、最後に使った日がある。媒体は「媒体の台帳」、"
            "システムと機器は「情報システム台帳」に書き、見直す日を過ぎると知らせる。棚卸しは、端末の一覧に一つずつ印を付けて行う"
        ),
        screens=("/admin/devices", "/registers/media", "/registers/systems", "/registers/stocktaking"),
        left="媒体と機器は、端末のようには自動で確かめられず、人が見て書く",
        tests=(
            "tests/app/registers/test_kept.py::test_form_of_a_register_opens_for_whoever_may_make_entries",
            "tests/app/registers/test_further.py::test_system_stands_with_its_requirements_and_leads_to_its_parts_2_2_1_1",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 1章4(2)③",
        "印刷した紙も情報資産",
        State.DONE,
        does="画面は印刷できない。許可による PDF にはすべてのページに氏名と番号が入る",
        screens=("/permits/decide", "/permits"),
        code=("viewer/booklet.py",),
        tests=("tests/browser/test_reader_tells.py::test_print_shows_only_the_notice",),
        evidence=("permits-used",),
    ),
    Clause(
        "I 1章4(2)④",
        "仕様書・構成図も情報資産",
        State.PARTLY,
        does="会議の資料としてなら、区分と読める人を付けて登録できる",
        screens=("/prepare/materials",),
        left="会議の外の文書の置き場はまだ",
        tests=("tests/app/materials/test_acts.py::test_lists_show_a_person_what_the_policy_lets_them_know_of",),
    ),
    Clause(
        "I 1章5",
        "議員は規程を守る",
        State.DONE,
        does="新しい版は、次のサインインで、読んで確認するまで会議も資料もひらかない。だれが、どの版を、いつ確認したかを記録し、まだの人を並べる",
        screens=(
            "/rules/owed",
            "/rules",
        ),
        code=(
            "app/access/rules/rulebook.py",
            "app/rulebook/owing.py",
            "app/rulebook/counting.py",
        ),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5",
            "tests/app/rulebook/test_rulebook.py::test_version_that_changes_between_showing_and_pressing_is_not_acknowledged",
            "tests/app/rulebook/test_rulebook.py::test_list_says_who_has_acknowledged_and_who_has_not_and_who_is_late",
            "tests/app/rulebook/test_counting.py::test_day_and_decision_say_which_version_counts_and_the_text_who_owes_it",
            "tests/app/rulebook/test_altered_rules.py::test_who_owes_a_rule_goes_on_owing_it_whatever_was_edited",
        ),
    ),
    Clause(
        "I 1章6(1)",
        "組織体制",
        State.DONE,
        does=(
            "「議員と端末」で、役職と任期を登録する。最後の日の夜 12 時か、入れた時刻に自動で終わる。"
            "議長は一人、事務局長は三人まで"
        ),
        screens=("/admin/people",),
        tests=("tests/app/members/test_terms.py::test_member_works_until_the_last_second_of_the_term_and_not_after",),
        evidence=("offices",),
    ),
    Clause(
        "I 1章6(2)",
        "分類し、分類に応じて扱う",
        State.DONE,
        does="資料ごとに区分を付け、区分の表のとおりに扱う",
        screens=("/prepare/materials",),
        code=("app/access/table.py",),
        tests=("tests/app/materials/test_acts.py::test_the_row_of_a_label_is_shown_before_anything_is_saved",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 1章6(3)",
        "不正な通信の監視、機密性の高いアプリの導入",
        State.PARTLY,
        does="このシステム。出ていく通信は保管庫とデータベースだけ。通信の監視は議会の設備で行う",
        left="通信の監視は議会の設備で行う",
    ),
    Clause(
        "I 1章6(4)",
        "回線・貸与端末の物理的な対策",
        State.BY_HAND,
    ),
    Clause(
        "I 1章6(5)",
        "規則・研修",
        State.DONE,
        does="規程の版と確認、お知らせと「確認しました」の一覧、研修と訓練の人ごとの出欠と、まだの人の一覧がある",
        screens=("/rules", "/rules/acknowledgements", "/registers/training/people"),
        tests=(
            "tests/app/rulebook/test_notices.py::test_writer_sees_who_has_confirmed_and_who_has_not",
            "tests/app/registers/test_attendance.py::test_training_is_told_by_person_until_nobody_is_missing",
            "tests/app/rulebook/test_matrix.py::test_office_sees_of_everything_at_once_who_has_not_acknowledged_it",
        ),
    ),
    Clause(
        "I 1章6(6)",
        "端末の管理、アクセス制御、不正プログラム・侵入への対策",
        State.PARTLY,
        does="この表の 6-1 から 6-6 まで",
        screens=("/admin/devices", "/standards"),
        left="6-1 から 6-6 までの「一部」と「まだ」の行",
        tests=(
            "tests/app/auth/devices/test_devices.py::test_right_credentials_on_an_unknown_device_reach_the_request_and_nothing_else",
        ),
    ),
    Clause(
        "I 1章6(7)",
        "監視、遵守の確認、委託、緊急の対応",
        State.DONE,
        does=(
            "閲覧と操作は `/ledger` に残り、いつもと違う使い方は警報になる。警報から一押しで「事故の記録」をひらける。"
            "遵守の確認は、毎日の点検と「指摘と対処の記録」、委託は契約の台帳と担当者の ID、緊急の対応は計画、"
            "緊急連絡網、緊急停止"
        ),
        screens=(
            "/ledger",
            "/admin/connections",
            "/registers/incidents",
            "/registers/contacts",
            "/registers/contracts",
            "/registers/findings",
        ),
        tests=(
            "tests/app/ledger/test_going_through_records.py::test_records_are_told_in_plain_words",
            "tests/app/board/test_connections.py::test_incident_is_opened_from_an_alarm_in_one_step_with_its_time",
        ),
        evidence=("alarms",),
    ),
    Clause(
        "I 1章7",
        "監査・自己点検",
        State.DONE,
        does=(
            "`/ledger/export` の書き出しを、監査する人が自分のパソコンで確かめられる（書き出せるのは議長と事務局"
            "長だけ）。監査担当（監査委員）は、議長を含む 2 人で任期と対象の期間、台帳を決め、その期間の記録、"
            "運用報告、この表、決めた台帳を見るだけで、任期の終わりになると自動で終わる。自己点検は「自己点検の記録」で行う"
        ),
        screens=("/ledger/export", "/registers/inspections"),
        tests=(
            "tests/app/ledger/test_exporting.py::test_export_is_whole_and_verifies_with_the_public_key_alone",
            "tests/app/people/test_offices_for_a_matter.py::test_auditor_named_by_two_sees_ledger_registers_reports_and_clauses",
            "tests/app/people/test_offices_for_a_matter.py::test_auditor_changes_nothing_and_reads_no_other_register",
            "tests/app/people/test_offices_for_a_matter.py::test_auditor_looks_into_the_time_of_the_audit_only",
            "tests/app/people/test_offices_for_a_matter.py::test_auditor_sees_what_stood_in_the_time_of_the_audit_and_no_other_entry_report_or_paper",
            "tests/app/people/test_offices_for_a_matter.py::test_office_for_a_matter_ends_by_itself_to_the_minute",
            "tests/app/people/test_offices_for_a_matter.py::test_chair_is_one_of_the_two_who_name_them",
            "tests/app/registers/test_further.py::test_self_inspection_keeps_what_the_system_said_and_ends_with_the_report_9_1",
        ),
        evidence=("checkpoints", "exports"),
    ),
    Clause(
        "I 1章8",
        "見直し",
        State.BY_HAND,
    ),
    Clause(
        "I 1章9・10",
        "対策基準・実施手順を定める",
        State.DONE,
        does="対策基準と実施手順を版で持ち、関わる人だけが読む。見直す期限を過ぎたものに印が付く。文は議会が定める",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_procedure_without_a_day_of_review_is_due_a_year_after_it_came_into_force",
        ),
    ),
)
