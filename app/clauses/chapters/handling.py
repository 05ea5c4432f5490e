"""第2章 2(2): how information is handled, from keeping a register of it to its disposal."""

from app.clauses.clause import Clause, State

HANDLING = (
    Clause(
        "I 2章2(2)①-1",
        "情報システム台帳",
        State.DONE,
        does=(
            "「情報システム台帳」に、求める安全の条件、管理者、使用許諾を書く。"
            "このシステムの部品表（CycloneDX）は、動いているものから作って渡す"
        ),
        screens=("/registers/systems", "/about"),
        code=("app/registers/kept/assets/systems.py", "app/about/components.py"),
        tests=(
            "tests/app/about/test_components.py::test_bill_of_materials_names_what_is_installed_as_the_schema_asks_2_2_1_1",
            "tests/app/registers/test_further.py::test_system_stands_with_its_requirements_and_leads_to_its_parts_2_2_1_1",
        ),
    ),
    Clause(
        "I 2章2(2)①-2",
        "複製は原本の分類で管理する",
        State.DONE,
        does="画像・文字・PDF は自分の区分を持たず、いつも資料の区分による",
        screens=("/prepare/materials",),
        tests=(
            "tests/app/materials/test_labels.py::test_everything_derived_from_a_paper_has_at_least_its_level_and_follows_a_raise",
        ),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(2)①-3",
        "分類を表示する",
        State.DONE,
        does="一覧、読む画面、ページの隅、許可による PDF のページと属性",
        screens=("/prepare/materials",),
        tests=("tests/viewer/test_stamp_box.py::test_the_level_words_stand_in_the_corner_of_every_kind_of_page",),
        evidence=("papers-labelled", "pages-shown"),
    ),
    Clause(
        "I 2章2(2)②",
        "受け取った資産は出した側の分類で扱う",
        State.PARTLY,
        does=(
            "出した側の区分を書記が付け、出どころを執行部とする。その区分を下げるにも、"
            "出どころを議会に変えるにも、読まれる前でも二人が要る。議員は下げられない"
        ),
        screens=("/prepare/materials",),
        left="出した側が付けた区分と同じかは、書記が確かめる",
        tests=(
            "tests/app/materials/test_upload.py::test_members_cannot_upload",
            "tests/app/materials/test_marks_of_papers.py::test_a_label_that_the_executive_gave_is_lowered_by_two_persons_even_unread",
            "tests/app/materials/test_marks_of_papers.py::test_nobody_alone_says_that_a_label_was_not_the_executives",
        ),
    ),
    Clause(
        "I 2章2(2)③-1",
        "業務以外に使わない",
        State.DONE,
        does=(
            "すべての閲覧が氏名付きで記録される。先に読みこんだだけのページには `ahead` の印が残る。"
            "読む速さを超えた閲覧はゆっくりになり、警報になる"
        ),
        screens=("/ledger", "/admin/connections"),
        code=("app/auth/alarms/harvest.py",),
        tests=(
            "tests/rules/test_routes_ledger.py::test_every_answer_with_paper_has_left_one_record_that_names_it",
            "tests/rules/test_routes_ledger.py::test_answer_about_several_papers_has_left_a_record_for_each",
            "tests/app/reading/test_harvesting.py::test_harvest_is_slowed_and_person_administrator_and_chair_are_told_once",
        ),
        evidence=("pages-shown",),
    ),
    Clause(
        "I 2章2(2)③-2",
        "混ざったときは最高度の分類で扱う",
        State.DONE,
        does=(
            "区分の違う資料を一つにして外に出すものは、出すときの最高度の区分で扱う。紙の予備の冊子は、"
            "一つでも求めれば全体にパスワードが付き、表紙と全ページに最高度の区分が入り、"
            "一つでも出せない端末・場所・本人確認では渡らない。資料の一覧（CSV）と例外許可の記録簿（CSV と PDF）は、"
            "載る資料のうち最高度の区分の端末・場所・本人確認でだけ書き出せ、区分がファイルの名前と記録に残る。"
            "台帳の書き出しは機密性3A、抜き出しは機密性3B として扱う。日程の札、申請、検索の結果は最高度の区分を示す"
        ),
        screens=("/prepare/materials", "/permits", "/ledger"),
        code=("app/access/rules/reading.py", "app/permits/reserves/volumes/wording.py"),
        tests=(
            "tests/app/materials/test_labels.py::test_a_pack_is_handled_as_the_highest_of_its_papers",
            "tests/app/permits/test_containers.py::test_list_leaves_by_the_highest_level_in_it_from_the_commit_on_that_raises_one_paper",
            "tests/app/permits/test_containers.py::test_register_leaves_by_the_level_that_a_version_has_kept_when_its_paper_was_lowered",
            "tests/app/permits/test_containers.py::test_3a_in_a_list_asks_whoever_is_told_of_it_for_a_fresh_sign_in_and_nobody_else",
            "tests/app/permits/test_containers.py::test_volume_with_one_paper_of_level_3_has_its_password_and_says_its_level_on_every_page",
        ),
    ),
    Clause(
        "I 2章2(2)④-1",
        "分類に応じて保管する",
        State.DONE,
        does="取扱制限3 と同じ。あとで区分が上がって置けなくなった資料は、議会事務局長に知らせる",
        screens=("/standards", "/registers/places"),
        code=("app/materials/intake/storing.py",),
        left="置けなくなった資料を移すか廃棄することは、人が決める",
        tests=(
            "tests/app/materials/test_storing.py::test_file_of_a_higher_level_than_the_store_may_hold_is_not_taken_in_and_leaves_nothing",
            "tests/app/materials/test_storing.py::test_what_lies_there_already_is_told_once_and_a_raise_takes_effect_all_the_same",
            "tests/app/materials/test_conversion.py::test_nothing_of_a_paper_is_plain_in_the_store",
            "tests/app/registers/test_further.py::test_place_outside_holds_level_3_only_on_the_chairs_word_2_1",
        ),
    ),
    Clause(
        "I 2章2(2)④-2",
        "長期の保管は書込禁止にする",
        State.PARTLY,
        does=(
            "保管庫の名前は書き直せない。S3 なら確認点を書込禁止にし、始める前に公開や自動削除の設定を確かめる。"
            "資料の保存期間を「規程の値」で 2 人が決め、資料や会議ごとには、長くするのを 1 人、短くするのを 2 人が"
            "理由とともに決める。期限の来た資料を知らせ、ひとりでに消えるものはない"
        ),
        screens=("/disposals", "/standards"),
        code=("app/disposals/keeping.py",),
        left="資料の書込禁止（保管庫の側）はまだ",
        tests=(
            "tests/servers/test_s3_papers.py::test_a_checkpoint_is_locked_and_outlives_an_attack_on_the_bucket",
            "tests/app/disposals/test_keeping.py::test_papers_of_a_meeting_are_due_after_the_years_that_two_persons_decided_and_go_by_two",
            "tests/app/disposals/test_own_times.py::test_longer_time_of_a_paper_counts_at_once_goes_before_its_meetings_and_back",
            "tests/app/disposals/test_own_times.py::test_shorter_time_takes_two_and_whoever_asked_takes_it_back",
        ),
        evidence=("checkpoints",),
    ),
    Clause(
        "I 2章2(2)④-3",
        "控えを災害の少ない地域に置く",
        State.BY_HAND,
        does="`docs/ja/operations.md` の手順で別の場所に写す",
    ),
    Clause(
        "I 2章2(2)④-4",
        "媒体を耐火・耐熱などの所に置く",
        State.BY_HAND,
    ),
    Clause(
        "I 2章2(2)⑤",
        "電子メールでは暗号化する",
        State.BY_HAND,
        does="このシステムはメールを送らない。メールの規則は議会で決める",
    ),
    Clause(
        "I 2章2(2)⑥",
        "運搬中の不正利用を防ぐ",
        State.DONE,
        does=(
            "端末には資料が残らない。紙の資料の持ち出しの届は、行き先、期間、運び方（鍵のかかる入れ物、封をした袋など）を"
            "選ばなければ受け付けず、議長と事務局が見る"
        ),
        screens=("/registers/takeouts",),
        left="届のとおりに運んだかは、見ていない所では確かめられない",
        tests=(
            "tests/app/registers/test_takeouts.py::test_notice_is_given_from_home_with_the_place_alone_and_both_offices_see_it_5_1_3",
            "tests/app/registers/test_takeouts.py::test_notice_that_does_not_say_where_and_how_long_comes_back",
        ),
    ),
    Clause(
        "I 2章2(2)⑦-1",
        "外部に提供しない",
        State.DONE,
        does="共有のリンクはない。許可による PDF だけ",
        screens=("/permits", "/permits/decide"),
        tests=("tests/rules/test_house.py::test_no_address_carries_a_permission",),
        evidence=("permits-decided",),
    ),
    Clause(
        "I 2章2(2)⑦-2",
        "住民に公開する情報の完全性",
        State.PARTLY,
        does=(
            "公開した PDF は、ページの見た目から作り直し（見えている文字と、そのほかを写した画像だけ）、"
            "そのハッシュを記録に残す。壊れていれば出さない"
        ),
        left="署名の確認ページはまだ",
        tests=(
            "tests/app/materials/test_releases.py::test_residents_save_the_clean_file_without_attachment_and_program",
        ),
        evidence=("papers-released",),
    ),
    Clause(
        "I 2章2(2)⑧",
        "廃棄・返却",
        State.DONE,
        does=(
            "「廃棄と返却の記録」に予定し、行った方法、日、人を書き、別の人が確かめる。"
            "機密性2 以上は、復元できない方法でなければ受け付けない。期限を過ぎると警報になる。"
            "議場に置いた資料は 2 人が廃棄し、同じ台帳に書かれる。その日までの控えを捨てる予定も、期限とともに書かれる"
        ),
        screens=("/disposals", "/registers/disposals"),
        code=("app/disposals/destroying.py", "app/registers/kept/assets/disposals.py"),
        left="控え、紙、媒体、端末を捨てることそのものは、人が行う",
        tests=(
            "tests/app/disposals/test_backups_of_before.py::test_backups_from_before_a_disposal_have_a_day_of_their_own_and_a_second_person",
            "tests/app/disposals/test_disposal.py::test_disposed_paper_is_opened_by_nobody_and_not_from_a_copy_of_the_store",
            "tests/app/registers/test_disposals.py::test_disposal_goes_from_the_plan_over_the_method_to_a_second_person_and_a_certificate",
            "tests/app/registers/test_disposals.py::test_what_is_of_class_2_is_not_just_thrown_away",
            "tests/app/disposals/test_own_times.py::test_second_person_confirms_several_at_once_each_with_its_own_certificate",
        ),
    ),
)
