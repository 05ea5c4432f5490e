"""Chapter 2, part 2: what is kept, and by which level."""

from app.clauses.chapters.handling import HANDLING
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
        State.DONE,
        does=(
            "平文のファイルをどこにも置かない。このシステムの保管庫に置いてよい区分は「規程の値」で 2 人が決め、"
            "それより高い区分の資料のファイルは、入れる時にも入れ終わる時にも断る。"
            "ほかの場所とサービスに置いてよい区分は「保管場所とクラウドの台帳」に書く"
        ),
        screens=("/standards", "/registers/places"),
        code=("app/materials/intake/storing.py",),
        left="余分な媒体を持ち込まないことは、人が守る",
        tests=(
            "tests/app/materials/test_storing.py::test_file_of_a_higher_level_than_the_store_may_hold_is_not_taken_in_and_leaves_nothing",
            "tests/app/materials/test_storing.py::test_level_is_asked_again_when_the_file_is_complete",
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
        State.DONE,
        does=(
            "資料は 2 人で廃棄し、すべての版の鍵を捨てるので、保管庫の控えからも読めない。"
            "保全、調査、許可、紙の予備があれば断る。鍵の残る前の控えを捨てる予定が、期限とともに台帳にできる。"
            "紙、媒体、端末は「廃棄と返却の記録」に、区分に応じた方法、日、行った人を書き、書いた人とは別の人が確かめる"
        ),
        screens=("/disposals", "/registers/disposals"),
        code=("app/disposals/destroying.py", "app/materials/removal.py", "app/registers/kept/assets/disposals.py"),
        left="控え、紙、媒体、端末を捨てることそのものは、人が行う",
        tests=(
            "tests/app/disposals/test_backups_of_before.py::test_backups_from_before_a_disposal_have_a_day_of_their_own_and_a_second_person",
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
        evidence=("refusals",),
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
        evidence=("papers-labelled",),
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
        evidence=("papers-labelled",),
    ),
    *HANDLING,
)
