"""Policy N, the basic policy of a city."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "N 七尾市情報セキュリティ基本方針",
    Clause(
        "N 1",
        "市の情報の機密性・完全性・可用性を守る",
        State.PARTLY,
        does="I 1章1 と同じ",
        screens=("/prepare/materials",),
        left="I 1章1 と同じ",
        tests=(
            "tests/app/materials/test_marks_of_papers.py::test_replacement_of_a_paper_of_integrity_2_is_sent_out_by_another_person",
        ),
    ),
    Clause(
        "N 2(1)–(7)",
        "用語の定義",
        State.BY_HAND,
        does="用語は `docs/glossary.md` に合わせている",
    ),
    Clause(
        "N 2(8)",
        "マイナンバー利用事務系",
        State.PARTLY,
        does=(
            "置かない。特定個人情報を載せない規則は議会で。文字のある PDF に検査用数字の合う 12 桁があれば受け付"
            "けず、議会事務局長が確かめて自分で入れたときだけ通す。文字のないページは、"
            "調べられないことを伝える"
        ),
        screens=("/prepare/materials",),
        left="特定個人情報を載せない規則は議会で",
        tests=(
            "tests/app/materials/test_numbers_and_scans.py::test_file_with_a_personal_number_is_held_with_its_pages",
        ),
    ),
    Clause(
        "N 2(9)",
        "LGWAN 接続系",
        State.PARTLY,
        does="外へ通信しないので置ける。専用の設定の組はない",
        left="LGWAN 接続系のための設定の組はまだ",
    ),
    Clause(
        "N 2(10)",
        "インターネット接続系",
        State.PARTLY,
        does="同じ",
        left="インターネット接続系のための設定の組はまだ",
    ),
    Clause(
        "N 2(11)",
        "通信経路の分割",
        State.NOT_YET,
        does="作る側と読む側を分ける構成がない",
    ),
    Clause(
        "N 2(12)",
        "無害化通信",
        State.PARTLY,
        does="議員の端末に届くのはページの画像だけ。これを無害化とみなすかは市町が決める",
        left="これを無害化とみなすかは市町が決める",
        tests=("tests/viewer/test_png.py::test_indexed_pixels_come_back_from_another_decoder",),
    ),
    Clause(
        "N 3(1)–(5)",
        "脅威",
        State.PARTLY,
        does="I 1章3 と同じ",
        screens=("/admin/connections", "/registers/takeouts"),
        left="I 1章3 と同じ",
        tests=("tests/rules/test_routes_forgery.py::test_act_that_our_own_page_did_not_send_is_refused",),
    ),
    Clause(
        "N 4",
        "脅威の文（原文の重なり）",
        State.BY_HAND,
    ),
    Clause(
        "N 4(1)",
        "対象の機関。つながらないネットワークは除く",
        State.BY_HAND,
    ),
    Clause(
        "N 4(2)①–③",
        "対象の情報資産",
        State.PARTLY,
        does="I 1章4(2) と同じ",
        screens=("/admin/devices", "/registers/media", "/registers/systems", "/permits"),
        left="I 1章4(2) と同じ",
        tests=(
            "tests/app/registers/test_further.py::test_system_stands_with_its_requirements_and_leads_to_its_parts_2_2_1_1",
        ),
    ),
    Clause(
        "N 5",
        "職員等の遵守。臨時の職員も",
        State.DONE,
        does=(
            "任期の終わりがある役職を与えられ、その日の夜 12 時に自動で終わる。"
            "規程は、議会事務局の人も次のサインインで確認する"
        ),
        screens=(
            "/rules",
            "/admin/people",
        ),
        tests=(
            "tests/app/members/test_terms.py::test_member_works_until_the_last_second_of_the_term_and_not_after",
            "tests/app/rulebook/test_rulebook.py::test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5",
        ),
    ),
    Clause(
        "N 6(1)",
        "全庁の組織体制",
        State.BY_HAND,
    ),
    Clause(
        "N 6(2)",
        "分類と管理",
        State.DONE,
        does="I 2章2(1)",
        screens=("/prepare/materials",),
        tests=("tests/app/materials/test_labels.py::test_a_clerk_gives_a_first_label_below_3a_at_once",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "N 6(3)①",
        "マイナンバー利用事務系の対策",
        State.BY_HAND,
        does="置かない",
    ),
    Clause(
        "N 6(3)②",
        "LGWAN 接続系の対策",
        State.NOT_YET,
        does="N 2(11)(12)",
    ),
    Clause(
        "N 6(3)③",
        "インターネット接続系の対策",
        State.PARTLY,
        does="中継するプロキシは `network.trusted_proxies` に書く",
        left="記録の外への転送はまだ",
    ),
    Clause(
        "N 6(4)",
        "物理的な対策",
        State.BY_HAND,
    ),
    Clause(
        "N 6(5)",
        "人的な対策",
        State.DONE,
        does=(
            "退任の手続きと守秘の確認（I 5(1)⑥）。規程の確認と、お知らせの一覧。"
            "研修と訓練の人ごとの出欠と、まだの人の一覧"
        ),
        screens=("/rules", "/rules/acknowledgements", "/registers/training/people"),
        tests=(
            "tests/app/registers/test_attendance.py::test_training_is_told_by_person_until_nobody_is_missing",
            "tests/app/rulebook/test_matrix.py::test_office_sees_of_everything_at_once_who_has_not_acknowledged_it",
            "tests/app/people/test_people.py::test_retirement_is_not_closed_while_a_device_is_out_or_secrecy_is_open",
            "tests/app/rulebook/test_notices.py::test_writer_sees_who_has_confirmed_and_who_has_not",
        ),
        evidence=("retirements",),
    ),
    Clause(
        "N 6(6)",
        "技術的な対策",
        State.PARTLY,
        does="I 6-1 から 6-6 まで",
        screens=("/admin/devices", "/standards"),
        left="I 6-1 から 6-6 までと同じ",
        tests=(
            "tests/app/auth/devices/test_devices.py::test_right_credentials_on_an_unknown_device_reach_the_request_and_nothing_else",
        ),
    ),
    Clause(
        "N 6(7)",
        "運用、緊急時対応計画",
        State.DONE,
        does=(
            "計画を版で持ち、四つの部分がそろわなければ登録できない。いつもと違う使い方は警報になり、一押しで事故の記録を"
            "ひらける。緊急連絡網、毎日の点検、指摘と対処の記録がある"
        ),
        screens=(
            "/rules",
            "/admin/connections",
            "/registers/incidents",
            "/registers/contacts",
            "/registers/findings",
        ),
        tests=(
            "tests/app/board/test_connections.py::test_incident_is_opened_from_an_alarm_in_one_step_with_its_time",
            "tests/app/rulebook/test_rulebook.py::test_plan_shows_its_four_parts_and_when_it_is_to_be_reviewed_7_3",
        ),
    ),
    Clause(
        "N 6(8) 業務委託",
        "契約と確認",
        State.DONE,
        does=(
            "「台帳」の「委託契約の台帳」に、条件、終わる日、確かめた結果、返却・消去を書く。"
            "委託先の担当者の ID は契約に結びつき、契約の区分までの、読む人に加えた資料だけを読み、"
            "契約とともに終わる。したことには契約の番号を記録する"
        ),
        screens=("/registers/contracts", "/admin/contractors"),
        code=("app/registers/contracts/acts.py", "app/people/contractors/views.py"),
        tests=(
            "tests/app/registers/test_kept.py::test_form_of_a_register_opens_for_whoever_may_make_entries",
            "tests/app/people/test_contractors.py::test_contractor_is_let_in_by_two_for_one_contract_and_each_act_names_it",
            "tests/app/people/test_contractors.py::test_nothing_above_the_contracts_class_is_read_or_known_of",
            "tests/app/people/test_contractors.py::test_account_is_over_at_the_request_after_the_contracts_last_day",
            "tests/app/people/test_contractors.py::test_contract_that_ends_early_ends_its_accounts_in_the_same_moment",
            "tests/app/people/test_contractors.py::test_contract_that_allows_less_narrows_its_accounts_and_one_that_allows_more_does_not_widen_them",
            "tests/app/people/test_contractors.py::test_administrator_is_shown_an_account_before_it_ends",
        ),
    ),
    Clause(
        "N 6(8) 外部サービス",
        "クラウドの規定",
        State.DONE,
        does=(
            "「保管場所とクラウドの台帳」に、サービスごとに置いてよい区分と決まりを書く。このシステムの保管庫に"
            "置いてよい区分は 2 人が決め、それより高い区分のファイルは入らない。"
            "保管庫が外にあっても、鍵なしには読めない"
        ),
        screens=("/registers/places", "/standards"),
        left="クラウドを使う規定の文は、議会が「規程」に入れる",
        tests=(
            "tests/app/materials/test_storing.py::test_file_of_a_higher_level_than_the_store_may_hold_is_not_taken_in_and_leaves_nothing",
            "tests/servers/test_s3_papers.py::test_who_holds_the_whole_bucket_reads_nothing",
            "tests/app/registers/test_further.py::test_place_outside_holds_level_3_only_on_the_chairs_word_2_1",
        ),
    ),
    Clause(
        "N 6(8) SNS",
        "SNS の規定",
        State.BY_HAND,
    ),
    Clause(
        "N 6(9)・7",
        "監査・自己点検",
        State.DONE,
        does="I 1章7 と同じ",
        screens=("/ledger/export", "/registers/inspections"),
        tests=(
            "tests/app/ledger/test_exporting.py::test_export_is_whole_and_verifies_with_the_public_key_alone",
            "tests/app/people/test_offices_for_a_matter.py::test_auditor_named_by_two_sees_ledger_registers_reports_and_clauses",
            "tests/app/registers/test_further.py::test_self_inspection_keeps_what_the_system_said_and_ends_with_the_report_9_1",
        ),
    ),
    Clause(
        "N 8",
        "見直し",
        State.BY_HAND,
    ),
    Clause(
        "N 9",
        "対策基準",
        State.DONE,
        does="対策基準を版で持ち、見直す期限を過ぎると印が付く。文は市が定める",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_plan_shows_its_four_parts_and_when_it_is_to_be_reviewed_7_3",
        ),
    ),
    Clause(
        "N 10",
        "実施手順は公開しない",
        State.DONE,
        does=(
            "実施手順を規程として登録すると、関わる人だけが読み、住民に公開する方法も、文を書き出す方法もない。"
            "題名も、関わらない人には「記録」の画面と抜き出しに出ない。資料として入れたものは、題名に「実施手順」とあれば"
            "公開できず、ほかの資料も、実施手順ではないことを求める人が確かめて記録に残し、もう 1 人がそれを見て"
            "全ページを確かめなければ公開できない"
        ),
        screens=("/rules", "/prepare/waiting"),
        code=("app/materials/releases/acts.py",),
        tests=(
            "tests/app/materials/test_procedures.py::test_text_of_a_procedure_stands_in_nothing_that_is_taken_out",
            "tests/app/materials/test_procedures.py::test_paper_that_is_a_procedure_is_opened_to_residents_by_nobody",
            "tests/app/materials/test_releases.py::test_only_a_published_level_1_paper_can_be_asked_for",
            "tests/app/rulebook/test_rulebook.py::test_procedures_are_known_to_nobody_else_and_have_no_way_out_n_10",
            "tests/app/ledger/test_going_through_records.py::test_title_of_a_procedure_is_in_no_record_of_who_may_not_know_it_n_10",
        ),
    ),
    Clause(
        "N 附則",
        "施行の日",
        State.DONE,
        does="版ごとに施行する日を持ち、その日の午前 0 時から効く。施行の前なら取りやめられる",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_version_to_come_is_asked_for_from_its_midnight_on",
            "tests/app/rulebook/test_counting.py::test_day_and_decision_say_which_version_counts_and_the_text_who_owes_it",
        ),
    ),
)
