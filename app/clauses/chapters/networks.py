"""Chapter 2, part 6-1: computers and networks."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 6-1 コンピュータとネットワークの管理",
    Clause(
        "I 6-1(1)①",
        "定期の控え",
        State.PARTLY,
        does="手で取る手順は `docs/ja/operations.md`",
        screens=("/guides/operations",),
        left="自動の控えと忘れの警報はまだ",
        evidence=("restores",),
    ),
    Clause(
        "I 6-1(1)②",
        "通信機器の設定の控え",
        State.BY_HAND,
    ),
    Clause(
        "I 6-1(2)①",
        "作業記録",
        State.DONE,
        does=(
            "画面の操作はすべて台帳に残る。開始と停止、版、設定と規程の値の要約、変わったものの名前も残り、"
            "2 人で決めたのではない変更は警報になる。"
            "サーバーや機器での作業は「台帳」の「作業の記録」に、指示した人、作業した 2 人、戻し方、"
            "作業のあとに確かめた安全とともに書き、別の人が確かめる。設定か版を変えて開始すると、その開始の番号を書いた作業の記録ができるまで、"
            "議会事務局の最初の画面に出続ける"
        ),
        screens=("/registers/work",),
        code=("app/ops/start_records.py", "app/registers/kept/starts.py"),
        left="通信機器など、このシステムの外の機器の変更は、人が書かないと分からない",
        tests=(
            "tests/app/audit/test_group_commit.py::test_record_and_act_become_durable_together",
            "tests/app/registers/test_seconds.py::test_work_is_done_by_an_order_told_when_late_and_checked_by_another",
            "tests/app/registers/test_seconds.py::test_start_with_other_settings_is_owed_a_piece_of_work_that_two_did_and_a_third_checks",
        ),
        evidence=("starts",),
    ),
    Clause(
        "I 6-1(2)②",
        "変更は二人で確かめる",
        State.PARTLY,
        does=(
            "機密性3 や、ほかの人が読んだ資料の区分を下げるとき、書記が 3A を指定するとき、"
            "サインインの方法のリセット、議長・副責任者・議会事務局長・調査担当の役職と退任、"
            "書記の任命、その人たちの登録用紙、住民への公開、緊急停止の解除、規程の値（取扱いの表、区域、時間、保存期間）、"
            "資料の廃棄、資料や会議の保存期間の短縮、公開した資料の取り下げをやめること、"
            "控えから戻したデータベースを認めること、封印の鍵を新しくすることと前の鍵を捨てること。"
            "サーバーの作業は、一緒に作業した人の名を書くまで終わりにできず、別の人が確かめる。"
            "`gijo.toml` か版を変えた開始は、その作業の記録ができるまで示し続ける"
        ),
        screens=("/standards", "/admin/offices", "/admin/resets", "/prepare/waiting", "/disposals", "/registers/work"),
        left=(
            "サーバーの上で `gijo.toml`、鍵、機器を変えることは、先に 2 人の同意を求めることができない。"
            "すぐに知らせ、あとで作業の記録で確かめる"
        ),
        tests=(
            "tests/app/auth/enrolment/test_recovery.py::test_reset_needs_two_persons_and_then_a_letter",
            "tests/app/registers/test_seconds.py::test_start_with_other_settings_is_owed_a_piece_of_work_that_two_did_and_a_third_checks",
            "tests/app/board/setting/test_setting.py::test_two_change_the_handling_table_and_it_holds_at_once_in_every_process",
            "tests/app/disposals/test_own_times.py::test_shorter_time_takes_two_and_whoever_asked_takes_it_back",
            "tests/app/materials/test_returning.py::test_second_person_reads_who_closed_a_paper_and_its_readers_hear_and_find_their_notes",
        ),
        evidence=("by-two",),
    ),
    Clause(
        "I 6-1(3)",
        "仕様書を必要な人だけに",
        State.PARTLY,
        does="I 1章4(2)④ と同じ",
        screens=("/prepare/materials",),
        left="会議の外の文書の置き場はまだ",
        tests=("tests/app/materials/test_acts.py::test_lists_show_a_person_what_the_policy_lets_them_know_of",),
    ),
    Clause(
        "I 6-1(4)",
        "障害記録",
        State.DONE,
        does="「台帳」の「障害の記録」。議員が報告し、結果を書くまで完了にできず、前の内容も残る",
        screens=("/registers/faults",),
        code=("app/registers/kept/faults.py",),
        tests=("tests/app/registers/test_kept.py::test_fault_is_closed_with_its_result_and_the_reporter_reads_it",),
    ),
    Clause(
        "I 6-1(5)①",
        "通信の制御の整合",
        State.PARTLY,
        does="`gijo doctor` が足りない設定を言う",
        left="通信機器のフィルタリングと経路の設定は議会の設備で",
    ),
    Clause(
        "I 6-1(5)②",
        "侵入を防ぐ通信の制御",
        State.PARTLY,
        does=(
            "決めた名前以外のアドレスを拒む（`server.allowed_hosts`）。接続元は、名を挙げたプロキシの言うことだけ"
            "を信じる（`network.trusted_proxies`）"
        ),
        screens=("/standards",),
        left="管理画面だけを別の区域に置くことはまだ",
        tests=("tests/app/auth/devices/test_devices_network.py::test_only_what_our_own_proxies_wrote_is_believed",),
    ),
    Clause(
        "I 6-1(5)③",
        "遠隔保守の安全",
        State.PARTLY,
        does=(
            "遠隔保守の入口がない。委託事業者の担当者は、契約の期間だけ、ふだんの画面を使い、したことは契約の番号とともに記録する"
        ),
        screens=("/admin/contractors",),
        left="サーバーの遠隔保守の手順と、その間の立ち会いは、運用者が決める",
        tests=(
            "tests/rules/test_routes.py::test_paths_that_are_not_in_the_table_are_not_there",
            "tests/app/people/test_contractors.py::test_contractor_is_let_in_by_two_for_one_contract_and_each_act_names_it",
        ),
    ),
    Clause(
        "I 6-1(6)",
        "特別な機器",
        State.BY_HAND,
    ),
    Clause(
        "I 6-1(7)①",
        "無線の暗号と認証",
        State.BY_HAND,
    ),
    Clause(
        "I 6-1(7)②",
        "盗聴への対策",
        State.DONE,
        does=(
            "TLS は前に置くプロキシで行う（`server.https`）。プロキシの名指しなしに、ほかの機械へ HTTP で開くこと"
            "は開始のときに断り、プロキシを通らない接続と、プロキシが http で受けた接続には何も見せない。"
            "保管庫へは https を求める。ほかの機械にあるデータベースとの間が暗号化されていなければ、"
            "開始のときに警報で、`gijo doctor` でも知らせる（C214）"
        ),
        screens=("/admin/connections",),
        code=("app/setup/database.py", "app/setup/faults.py"),
        tests=(
            "tests/app/ops/test_starts.py::test_council_on_plain_http_for_other_machines_is_refused",
            "tests/app/web/test_proxies.py::test_nothing_is_served_past_the_proxy",
            "tests/servers/test_database_open.py::test_database_elsewhere_without_tls_is_told_at_the_start_and_by_doctor",
        ),
        evidence=("checks",),
    ),
    Clause(
        "I 6-1(8)①–④",
        "電子メールの規則",
        State.BY_HAND,
        does="このシステムはメールを送らない。メールの規則は議会で決める",
    ),
    Clause(
        "I 6-1(9)①",
        "無断でソフトウェアを入れない",
        State.DONE,
        does=(
            "ブラウザーだけで使えるので、端末に入れるものがない。入れていないことは、年に一度、"
            "「守っていることの確認書」で一人ずつ確認し、日付が残り、まだの人が並ぶ"
        ),
        screens=("/rules", "/rules/acknowledgements"),
        code=("app/rulebook/words.py",),
        tests=(
            "tests/app/rulebook/test_attestation.py::test_members_attest_each_year_with_the_day_and_who_has_not_is_listed",
        ),
    ),
    Clause(
        "I 6-1(9)②",
        "許可と、使用許諾の管理",
        State.DONE,
        does=(
            "ほかのソフトウェアは「情報システム台帳」に、許可した人、使用許諾、期限とともに書く。"
            "このシステムの部品と使用許諾は部品表で、ソースコードは `/about` から渡す"
        ),
        screens=("/about", "/registers/systems"),
        tests=(
            "tests/app/about/test_offering_the_source.py::test_everybody_is_offered_the_source",
            "tests/app/about/test_components.py::test_bill_of_materials_names_what_is_installed_as_the_schema_asks_2_2_1_1",
            "tests/app/registers/test_further.py::test_system_stands_with_its_requirements_and_leads_to_its_parts_2_2_1_1",
        ),
    ),
    Clause(
        "I 6-1(10)",
        "機器を改造しない",
        State.PARTLY,
        does="年に一度の点検で、改造がないことを見て「端末の保管と点検」に書く",
        screens=("/registers/tablets",),
        code=("app/registers/kept/assets/tablets.py",),
        left="改造を止めるのは、端末の管理（MDM）と規程",
        tests=(
            "tests/app/registers/test_tablets.py::test_tablet_is_looked_at_by_its_day_told_when_late_and_planned_again_4_1",
        ),
    ),
    Clause(
        "I 6-1(11)①",
        "外のネットワークは安全を確かめて使う",
        State.DONE,
        does=(
            "「規程の値」で決めた区域の外では、機密性2 以上の資料の前に、ネットワークについて四つのことを確かめる。"
            "サインインごと、ネットワークごとに一度で、すべてに印を付けないと読めない。確かめたことは接続元とともに台帳に残る。"
            "外で扱うときの規程は、新しい版ごとに一度、確認するまで何も読めない。区域の中だけの区分は、確かめても読めない。"
            "サインインの記録には、区域の中か外かが残る"
        ),
        screens=("/account/network", "/standards", "/rules"),
        code=("app/auth/sessions/checks.py", "app/access/rules/reading.py"),
        tests=(
            "tests/app/auth/presence/test_networks.py::test_foreign_network_is_checked_once_a_session_before_class_2_and_above",
            "tests/app/auth/presence/test_networks.py::test_zone_of_a_connection_is_recorded_with_the_sign_in",
            "tests/app/rulebook/test_rulebook.py::test_new_policy_is_acknowledged_at_the_next_sign_in_before_anything_else_1_5",
        ),
    ),
    Clause(
        "I 6-1(11)②",
        "自動の接続を止める",
        State.BY_HAND,
    ),
    Clause(
        "I 6-1(12)①②",
        "私用の閲覧をしない",
        State.PARTLY,
        does="画面から外のサイトへのリンクも通信もない。私用に気づいた人は「違反と措置」で議長と事務局長に知らせる",
        screens=("/registers/violations",),
        code=("app/web/boundary.py",),
        left="端末のほかの使い方は、このシステムからは見えない",
        tests=(
            "tests/app/test_health.py::test_every_answer_carries_the_security_headers",
            "tests/app/registers/test_further.py::test_violation_goes_from_the_report_over_guidance_to_the_committee_7_6",
        ),
    ),
    Clause(
        "I 6-1(13)①",
        "指定した手段で資料を送る",
        State.DONE,
        does="指定した手段と送ってよい情報を、議長が「指定の記録」に書き、だれでも読める",
        screens=("/registers/designations",),
        tests=("tests/app/registers/test_further.py::test_designation_is_the_chairs_and_everybody_reads_it_6_1_13",),
    ),
    Clause(
        "I 6-1(13)②",
        "乗っ取りの被害を抑える",
        State.BY_HAND,
    ),
    Clause(
        "I 6-1(14)①",
        "ペーパーレス会議システムを使う",
        State.DONE,
        does="このシステム。指定したことは、議長が「指定の記録」に書く",
        screens=("/", "/prepare", "/registers/designations"),
        tests=(
            "tests/flows/test_a_day.py::test_a_day_from_preparation_to_the_last_use_of_a_permit",
            "tests/app/registers/test_further.py::test_designation_is_the_chairs_and_everybody_reads_it_6_1_13",
        ),
        evidence=("pages-shown",),
    ),
    Clause(
        "I 6-1(14)②",
        "管理者が許した個人の端末でも使える",
        State.DONE,
        does=(
            "端末を登録し、事務局長が画面の番号と照らして承認する。期間の終わりに自動で使えなくなる。"
            "まとめて替えるときは `/admin/devices/fleet` で 1 台ずつ承認し、新しい端末が使われると前の端末が終わる。"
            "予備機は `/admin/devices/spares` で、借りる人に画面の番号と照らして貸し、時間が来ると自動で戻る"
        ),
        screens=("/admin/devices", "/admin/devices/fleet", "/admin/devices/spares"),
        tests=(
            "tests/app/auth/devices/test_devices.py::test_request_is_approved_against_the_number_and_opens_papers",
            "tests/app/auth/devices/test_fleet.py::test_former_tablet_ends_when_the_new_one_is_first_used_6_1_14",
            "tests/app/auth/devices/test_spares.py::test_spare_is_lent_by_its_number_and_counts_as_issued_for_its_borrower_only",
            "tests/app/auth/devices/test_spares.py::test_spare_comes_back_at_its_time_with_its_sessions_ended",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 6-1(14)③",
        "自由にダウンロードさせない。公開資料と許可を除く",
        State.DONE,
        does="ページの画像だけを出す。許可は人・版・回数・期限付き（`/papers/{material}/permit`）",
        screens=("/permits", "/permits/decide"),
        tests=("tests/rules/test_policy_matrix.py::test_a_download_needs_the_readers_own_granted_permit",),
        evidence=("permits-decided",),
    ),
)
