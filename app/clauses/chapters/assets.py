"""Chapter 2, part 2: what is kept, and by which level."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 2 情報資産の分類と管理",
    Clause(
        "I 2章2(1) 機密性3A",
        "秘密文書に相当する",
        State.DONE,
        does=(
            "区分 3A。名を挙げた人だけ、15 分以内の本人確認（期限が過ぎたらその場で確認して同じページに戻る）、"
            "決められたネットワーク"
        ),
        screens=("/prepare/materials",),
        tests=(
            "tests/browser/test_passkeys.py::test_3a_paper_asks_for_a_fresh_passkey_after_a_quarter_of_an_hour_and_returns_to_it",
        ),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(1) 機密性3B",
        "個人の権利に大きな損害。慎重に扱う",
        State.DONE,
        does="区分 3B",
        screens=("/prepare/materials",),
        tests=("tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(1) 機密性3C",
        "公表を前提としない",
        State.DONE,
        does="区分 3C",
        screens=("/prepare/materials",),
        tests=("tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(1) 機密性2",
        "直ちには公表しない",
        State.DONE,
        does="区分 2",
        screens=("/prepare/materials",),
        tests=("tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(1) 機密性1",
        "そのほか",
        State.DONE,
        does="区分 1。区分のない資料は 1 ではなく 3C として扱う",
        screens=("/prepare/materials",),
        tests=("tests/app/materials/test_labels.py::test_a_paper_without_a_label_is_handled_as_3c",),
        evidence=("papers-labelled",),
    ),
    Clause(
        "I 2章2(1) 取扱制限1",
        "機密性3 は支給以外の端末で扱わない",
        State.PARTLY,
        does=(
            "端末の種類で拒む。端末は `/devices/request` で申し込み、`/admin/devices` で承認する。"
            "見本の議会では、そのコンピューターのブラウザーを支給端末とみなす。例外は、議長が許可した人・端末・資料・期間だ"
            "け（`/permits/apply`）"
        ),
        screens=("/admin/devices",),
        code=("app/access/table.py",),
        left="個人の端末の一覧に、読めない資料の題名が出る",
        tests=(
            "tests/app/auth/devices/test_devices.py::test_personal_device_reads_level_2_and_never_level_3",
            "tests/app/permits/test_exceptions.py::test_class_3_on_a_personal_device_is_read_by_the_chairs_exception_alone",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 2章2(1) 取扱制限2",
        "必要以上の複製・配付をしない",
        State.DONE,
        does="ファイルを渡さず、ページの画像を一枚ずつ、人ごとに印を付けて出す",
        screens=("/ledger", "/prepare/materials"),
        tests=("tests/app/materials/test_acts.py::test_readers_are_groups_and_persons_and_the_change_is_recorded",),
        evidence=("pages-shown",),
    ),
    Clause(
        "I 2章2(1) 取扱制限3",
        "保管場所を制限する",
        State.PARTLY,
        does="平文のファイルをどこにも置かない。どこにどの区分まで置いてよいかは「保管場所とクラウドの台帳」に書く",
        screens=("/registers/places",),
        left="区分ごとに保管庫を分けることはまだ",
        tests=(
            "tests/app/materials/test_conversion.py::test_nothing_of_a_paper_is_plain_in_the_store",
            "tests/app/registers/test_further.py::test_place_outside_holds_level_3_only_on_the_chairs_word_2_1",
        ),
    ),
    Clause(
        "I 2章2(1) 取扱制限4",
        "送信・運搬では暗号化する",
        State.DONE,
        does=(
            "通信は HTTPS だけ。本番の議会は、暗号のない通信では始まらない。保管は暗号化。"
            "許可による PDF は機密性2 と機密性3 なら AES-256 とパスワード付き。ファイルの名前は許可の番号だけ"
        ),
        screens=("/permits", "/permits/decide"),
        code=("app/settings.py",),
        tests=("tests/viewer/test_booklet.py::test_a_password_means_aes_256_over_everything",),
        evidence=("permits-used",),
    ),
    Clause(
        "I 2章2(1) 取扱制限5",
        "復元できない方法で廃棄する",
        State.PARTLY,
        does=(
            "資料は 2 人で廃棄し、すべての版の鍵を捨てるので、保管庫の控えからも読めない。"
            "保全、調査、許可、紙の予備があれば断る。"
            "紙、媒体、端末は「廃棄と返却の記録」に、区分に応じた方法、日、行った人を書き、書いた人とは別の人が確かめる"
        ),
        screens=("/disposals", "/registers/disposals"),
        code=("app/disposals/destroying.py", "app/materials/removal.py", "app/registers/kept/assets/disposals.py"),
        left="廃棄より前のデータベースと鍵の控えは、人が捨てる",
        tests=(
            "tests/app/disposals/test_own_times.py::test_second_person_confirms_several_at_once_each_with_its_own_certificate",
            "tests/app/disposals/test_disposal.py::test_disposed_paper_is_opened_by_nobody_and_not_from_a_copy_of_the_store",
            "tests/app/disposals/test_disposal.py::test_what_stands_in_the_way_refuses_at_the_asking_and_again_at_the_confirming",
            "tests/app/disposals/test_altered_beside.py::test_paper_of_which_something_was_altered_is_not_disposed_of",
            "tests/app/materials/test_conversion.py::test_a_destroyed_key_makes_all_pages_noise",
            "tests/app/registers/test_disposals.py::test_disposal_goes_from_the_plan_over_the_method_to_a_second_person_and_a_certificate",
        ),
    ),
    Clause(
        "I 2章2(1) 取扱制限6",
        "信頼できるネットワークを選ぶ",
        State.DONE,
        does=(
            "機密性3A は、「規程の値」で 2 人が決めた区域の中だけ。ほかの区分も限れる。"
            "決めるまでは働かず、`gijo doctor` が注意する"
        ),
        screens=("/standards", "/admin/connections"),
        tests=(
            "tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",
            "tests/app/board/setting/test_setting.py::test_zones_of_the_screen_hold_over_those_of_the_file",
        ),
    ),
    Clause(
        "I 2章2(1) 取扱制限7",
        "外で処理するときの規定",
        State.DONE,
        does="外で情報を扱うときの規程を登録すると、確認するまで、どこからも会議や資料をひらけない",
        screens=("/rules",),
        tests=(
            "tests/app/rulebook/test_rulebook.py::test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5",
        ),
    ),
    Clause(
        "I 2章2(1) 取扱制限8",
        "媒体を鍵のかかる所に置く",
        State.BY_HAND,
    ),
    Clause(
        "I 2章2(1) 完全性2",
        "控え、電子署名",
        State.PARTLY,
        does=(
            "資料の SHA-256 を署名付きの台帳に残す。差し替えと前の版に戻すことは、入れた人とは別の人がする。"
            "保管しているデータを毎日すべて読み、データベースの値と比べる（`gijo rounds --marked`）。"
            "控えに要る版を SHA-256 とともに書き出す"
        ),
        screens=("/prepare/materials",),
        code=("app/rounds/going.py",),
        left="資料そのものへの署名はまだ。控えを取ることと、媒体を鍵のかかる所に置くことは、人が行う",
        tests=(
            "tests/app/materials/test_upload.py::test_a_clerks_pdf_lies_sealed_and_waits_for_conversion",
            "tests/app/materials/test_marks_of_papers.py::test_replacement_of_a_paper_of_integrity_2_is_sent_out_by_another_person",
            "tests/app/materials/test_marks_of_papers.py::test_version_of_ones_own_is_not_put_back_alone_on_a_paper_of_integrity_2",
        ),
        evidence=("checkpoints",),
    ),
    Clause(
        "I 2章2(1) 完全性1",
        "そのほか",
        State.DONE,
        does="資料の画面で選ぶ。2 から下げるには、公開したあとは二人が要る",
        screens=("/prepare/materials",),
        tests=(
            "tests/app/materials/test_marks_of_papers.py::test_marks_of_a_published_paper_are_lowered_by_two_persons",
        ),
    ),
    Clause(
        "I 2章2(1) 可用性2",
        "控え、指定の時間内の復旧",
        State.PARTLY,
        does=(
            "ほかの資料より先にページを作る。保管しているデータを毎日すべて読み、欠ければ知らせる。控えから戻したあとは"
            "`gijo rounds --marked` で、すべて戻ったかを確かめる"
        ),
        screens=("/prepare/materials",),
        code=("app/rounds/going.py",),
        left="控えを取ること、戻すまでの時間を決めて測ることは、人が行い、訓練の記録に書く",
        tests=(
            "tests/app/materials/test_marks_of_papers.py::test_file_of_a_paper_of_availability_2_is_converted_before_those_that_wait",
        ),
    ),
    Clause(
        "I 2章2(1) 可用性1",
        "そのほか",
        State.DONE,
        does="資料の画面で選ぶ。2 から下げるには、公開したあとは二人が要る",
        screens=("/prepare/materials",),
        tests=(
            "tests/app/materials/test_marks_of_papers.py::test_marks_of_a_published_paper_are_lowered_by_two_persons",
        ),
    ),
    Clause(
        "I 2章2(2)①-1",
        "情報システム台帳",
        State.DONE,
        does=(
            "「情報システム台帳」に、求める安全の条件、管理者、使用許諾を書く。"
            "このシステムの部品表（CycloneDX）は、動いているものから作って渡す"
        ),
        screens=("/registers/systems", "/about"),
        code=("app/registers/kept/systems.py", "app/about/components.py"),
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
    ),
    Clause(
        "I 2章2(2)①-3",
        "分類を表示する",
        State.DONE,
        does="一覧、読む画面、ページの隅、許可による PDF のページと属性",
        screens=("/prepare/materials",),
        tests=("tests/viewer/test_stamp_box.py::test_the_level_words_stand_in_the_corner_of_every_kind_of_page",),
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
        State.PARTLY,
        does=(
            "日程の札と、まとめて選んだ資料は最も高い区分を示す。示すだけで、一つずつの資料の扱いは、"
            "その資料の区分による"
        ),
        code=("app/access/levels.py",),
        left="まとめた資料を、その最高度の区分の決まりで扱うことはまだ",
        tests=("tests/app/materials/test_labels.py::test_a_pack_is_handled_as_the_highest_of_its_papers",),
    ),
    Clause(
        "I 2章2(2)④-1",
        "分類に応じて保管する",
        State.PARTLY,
        does="取扱制限3 と同じ",
        screens=("/registers/places",),
        left="区分ごとに保管庫を分けることはまだ",
        tests=(
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
        State.PARTLY,
        does="端末には資料が残らない。紙の資料を運ぶときは、持ち出しの届に、行き先と期間を残す",
        screens=("/registers/takeouts",),
        left="運ぶ容器や施錠は、届に書けるだけで、確かめられない",
        tests=(
            "tests/app/registers/test_takeouts.py::test_notice_is_given_from_home_with_the_place_alone_and_both_offices_see_it_5_1_3",
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
        State.PARTLY,
        does=(
            "「廃棄と返却の記録」に予定し、行った方法、日、人を書き、別の人が確かめる。"
            "機密性2 以上は、復元できない方法でなければ受け付けない。期限を過ぎると警報になる。"
            "議場に置いた資料は 2 人が廃棄し、同じ台帳に書かれる"
        ),
        screens=("/disposals", "/registers/disposals"),
        code=("app/disposals/destroying.py", "app/registers/kept/assets/disposals.py"),
        left="廃棄より前のデータベースと鍵の控えは、人が捨てる",
        tests=(
            "tests/app/disposals/test_disposal.py::test_disposed_paper_is_opened_by_nobody_and_not_from_a_copy_of_the_store",
            "tests/app/registers/test_disposals.py::test_disposal_goes_from_the_plan_over_the_method_to_a_second_person_and_a_certificate",
            "tests/app/registers/test_disposals.py::test_what_is_of_class_2_is_not_just_thrown_away",
            "tests/app/disposals/test_own_times.py::test_second_person_confirms_several_at_once_each_with_its_own_certificate",
        ),
    ),
)
