"""Chapter 2, parts 6-2 and 6-3: access, and systems from purchase to upkeep."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 6-2、6-3",
    Clause(
        "I 6-2(1)",
        "必要最小限の権限",
        State.DONE,
        does="画面も操作も、その役職に決まりがあるものだけができる。決まりのない操作はすべて拒む",
        screens=("/admin/people", "/ledger"),
        code=("app/access/policy.py", "app/access/rules/"),
        tests=("tests/rules/test_policy_matrix.py::test_facts_of_the_wrong_kind_never_open_anything",),
        evidence=("offices", "refusals"),
    ),
    Clause(
        "I 6-2(2)",
        "利用者の登録・変更・抹消",
        State.DONE,
        does=(
            "一人ずつ、または CSV の名簿で登録する。停止・任期・退任は次の操作から効き、"
            "ひらいている画面も閉じる。会派・委員会に入る日時と終わりの日時は前もって入れ、その時刻にひとりでに"
            "切り替わる。過ぎた日にだれが入っていて、だれがある資料を読めたかを、書き換えのない記録から出せる。"
            "退任した人の ID は二度と使えない。半年ごとの棚卸しは"
            "「台帳」の「棚卸しの記録」で、ID、端末、会派・委員会の一覧に一つずつ印を付ける。過ぎると警報になる"
        ),
        screens=("/admin/people/import", "/admin/groups", "/registers/stocktaking"),
        tests=(
            "tests/app/people/test_importing.py::test_clean_list_is_imported_and_recorded",
            "tests/app/people/test_groups_with_dates.py::test_term_entered_ahead_begins_at_midnight_and_ends_at_midnight_in_japan",
            "tests/app/materials/test_bygone.py::test_those_of_last_spring_are_named_after_the_committee_has_changed",
            "tests/app/live/test_terms.py::test_open_reader_asks_again_when_its_persons_membership_is_over",
            "tests/app/registers/test_stocktaking.py::test_accounts_are_ticked_off_one_by_one_closed_when_all_are_and_planned_again",
            "tests/app/registers/test_stocktaking.py::test_stocktaking_that_nobody_ends_is_an_alarm",
        ),
        evidence=("people",),
    ),
    Clause(
        "I 6-2(3)①",
        "特権 ID を少なく、厳しく",
        State.PARTLY,
        does=(
            "事務局長は初め三人まで（「規程の値」。多くするのは終わりのある例外だけ）、役職は申し出と確認の二人で、"
            "どちらも 15 分以内のパスキーで決まり、議長、事務局長、本人に知らせる。「規程の値」"
            " でパスキーを必須にできる（初めは空）"
        ),
        screens=("/admin/offices", "/standards"),
        left="特権専用の ID はまだ",
        tests=(
            "tests/app/people/test_offices_of_power.py::test_chair_confirms_what_the_administrator_asked_and_everybody_concerned_is_told",
        ),
        evidence=("offices",),
    ),
    Clause(
        "I 6-2(3)②",
        "盗まれたときの被害を小さく",
        State.PARTLY,
        does=(
            "知らない端末では資料も管理の画面も開かない。3A、本人確認の方法の変更、許可の決裁、"
            "端末の承認、委任には、15 分以内の本人確認。四つの役職の人のリセット、登録用紙、"
            "端末は、パスキーで。事務局長が準備のために機密性3 を読めるか、名前で指定された資料だけを読めるかは、"
            "「規程の値」で議長を含む 2 人が決める（緩めるとき）"
        ),
        screens=("/standards", "/admin/devices"),
        left="事務局長の読むアカウントと管理のアカウントは同じ",
        tests=(
            "tests/app/auth/devices/test_devices.py::test_right_credentials_on_an_unknown_device_reach_the_request_and_nothing_else",
            "tests/app/board/setting/test_need_to_know.py::test_administrator_reads_class_3_in_no_way_without_being_named",
            "tests/app/board/setting/test_need_to_know.py::test_named_administrator_and_everybody_else_go_on_reading",
            "tests/app/board/setting/test_need_to_know.py::test_administrator_does_not_name_themselves",
            "tests/app/board/setting/test_need_to_know.py::test_ledger_neither_names_nor_gives_out_class_3_papers_to_the_administrator",
            "tests/app/board/setting/test_need_to_know.py::test_chair_is_one_of_the_two_who_let_administrators_read_everything_again",
        ),
        evidence=("sign-ins",),
    ),
    Clause(
        "I 6-2(3)③",
        "委託事業者に特権を変えさせない",
        State.DONE,
        does=(
            "委託事業者の担当者は、ほかのどの役職とも兼ねられず、利用者、端末、規程の値、記録の画面を開けない。"
            "力のある役職は二人で決め、申し出は事務局長と議長だけ、自分の役職は変えられない"
        ),
        screens=("/admin/contractors",),
        code=("app/members/offices.py",),
        tests=(
            "tests/app/people/test_people.py::test_administrator_does_not_decide_about_their_own_office",
            "tests/app/people/test_contractors.py::test_contractor_holds_no_other_office_and_is_not_kept_on_by_a_longer_term",
        ),
        evidence=("offices",),
    ),
    Clause(
        "I 6-2(3)④",
        "議員の交代で変更。入力回数の制限",
        State.DONE,
        does="任期の終わりに自動で使えなくなる。登録用紙とリセットで前の方法は無効になる。間違いが続くと待たせ、止める",
        screens=("/admin/people",),
        code=("app/auth/attempts/limits.py",),
        tests=(
            "tests/app/auth/attempts/test_limits.py::test_after_seventy_failures_in_a_row_only_known_browsers_get_in",
        ),
        evidence=("sign-ins-refused",),
    ),
    Clause(
        "I 6-2(3)⑤",
        "初期の特権 ID を使わない",
        State.DONE,
        does=(
            "初めからある ID がない。最初の事務局長の ID は `gijo found` で決め、パスワードは本人だけが知る。"
            "admin などの ID は登録できない"
        ),
        screens=("/admin/people",),
        tests=("tests/app/ops/test_founding_a_council.py::test_first_administrator_gets_a_letter_and_no_password",),
        evidence=("people", "offices"),
    ),
    Clause(
        "I 6-2(4)",
        "端末を固有の情報で識別する",
        State.DONE,
        does=(
            "端末から取り出せない鍵で識別し、接続の間も確かめ直す。鍵が確かめられていない場所からは、"
            "写しの Cookie に何も答えない"
        ),
        screens=("/admin/devices",),
        code=(
            "app/auth/devices/proving/proof.py",
            "app/auth/devices/proving/renewal.py",
            "app/auth/sessions/places.py",
        ),
        tests=(
            "tests/app/auth/devices/test_copies_beside_owner.py::test_copy_elsewhere_or_in_another_browser_is_shown_no_paper",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 6-3(1)①",
        "選定の規則、不正な変更の防止",
        State.PARTLY,
        does="すべての部品をハッシュ付きで固定。動いているものの部品表は `/about` から渡す",
        screens=("/about",),
        code=("requirements.lock",),
        left="署名付きの配布はまだ",
        tests=("tests/rules/test_locks.py::test_every_locked_package_has_hashes",),
    ),
    Clause(
        "I 6-3(1)②",
        "受け入れの検査",
        State.DONE,
        does="この表の試験。`.venv/bin/pytest -m clause` が、条項ごとに合否と、合わなかった試験の名を出す",
        screens=("/guides/clauses",),
        code=("tests/support/verdicts.py",),
        tests=("tests/support/test_verdicts.py::test_one_command_says_of_each_clause_whether_it_passed",),
    ),
    Clause(
        "I 6-3(2)①",
        "購入のとき安全の機能を調べる",
        State.PARTLY,
        does="`docs/threat-model.md`、この表",
        left="調達で使われる標準（ASVS など）に照らした表はまだ",
    ),
    Clause(
        "I 6-3(2)②",
        "仕様に安全の機能を書く",
        State.PARTLY,
        does="この表。試験には条項の番号が付き、「できる」と言う行には必ず試験がある",
        screens=("/guides/clauses",),
        left="「一部」の行には、試験の名のないものがある",
        tests=("tests/rules/test_clauses.py::test_the_tests_of_a_clause_name_it_and_no_others_do",),
    ),
    Clause(
        "I 6-3(3)①",
        "受け入れで要件を確かめる",
        State.DONE,
        does="I 6-3(1)② と同じ。画面の「条項の表」で、条項ごとに画面と今日の件数を見て確かめられる",
        screens=("/guides/clauses",),
        tests=(
            "tests/support/test_verdicts.py::test_one_command_says_of_each_clause_whether_it_passed",
            "tests/app/clauses/test_page_of_clauses.py::test_every_link_of_the_page_opens_for_whoever_sees_it",
        ),
    ),
    Clause(
        "I 6-3(3)②",
        "引き渡しの項目",
        State.DONE,
        does=(
            "「引き渡しの記録」に、仕様書、設定、鍵と管理者の ID を預かる人、控え、弱点、保守、なくした権限を書く。"
            "七つがそろわなければ引き渡し済みにできず、別の人が確かめて終える。"
            "このシステムの鍵と控えの一覧は `docs/ja/operations.md`"
        ),
        screens=("/registers/handovers", "/guides/operations"),
        code=("app/registers/kept/handovers.py",),
        tests=(
            "tests/app/registers/test_further.py::test_handover_is_closed_by_a_second_person_with_all_its_items_6_3_3_2",
        ),
    ),
    Clause(
        "I 6-3(4)",
        "事故への手順",
        State.DONE,
        does=(
            "「事故の記録」で選ぶ種類ごとに、止める、残して調べる、知らせる、元に戻す手順が、議会事務局長の手引きの"
            "「急ぐとき」にあり、事故の画面の「？」から進める。サーバーの設定と水準の保ち方は `docs/ja/operations.md`"
        ),
        screens=("/guides/office", "/guides/operations", "/registers/incidents"),
        tests=("tests/app/guides/test_manuals.py::test_every_kind_of_incident_has_its_steps_in_the_guide",),
    ),
    Clause(
        "I 6-3(5)",
        "保守の文書を保つ",
        State.DONE,
        does=(
            "動いている版の手引きを画面で読める。設計、決定の記録、対策の一覧を含むすべての文書は、その版のソースコードと一緒に"
            "「このシステムについて」から受け取れる"
        ),
        screens=("/guides/operations", "/about"),
        left="議会が作る文書（構成図など）は、議会が保管する",
        tests=(
            "tests/rules/test_documents.py::test_every_command_that_is_named_is_there",
            "tests/app/about/test_offering_the_source.py::test_archive_holds_what_is_needed_to_build_and_run_it",
        ),
    ),
    Clause(
        "I 6-3(6)",
        "脆弱性を調べて対処する",
        State.PARTLY,
        does=(
            "議会事務局が脆弱性情報のファイル（OSV、CycloneDX VEX）を選ぶと、動いている部品の表と照らし合わせ、"
            "当たったものを、重大さに応じた期限を付けて「脆弱性の記録」に入れる。期限は「規程の値」で決める。"
            "照らし合わせたことは台帳に残り、決めた日数行わないと警報になる"
        ),
        screens=("/registers/weaknesses/advisories", "/registers/weaknesses", "/standards"),
        code=("app/advisories/comparing.py", "app/advisories/queries.py"),
        left="ファイルを受け取って持ってくるのは人（このサーバーは外へつながない）。OS や機器の弱点は、手で書く",
        tests=(
            "tests/app/registers/test_kept.py::test_form_of_a_register_opens_for_whoever_may_make_entries",
            "tests/app/advisories/test_comparing.py::test_what_is_hit_is_entered_once_with_a_day_by_its_severity_and_recorded",
            "tests/app/advisories/test_comparing.py::test_parts_that_nobody_compares_for_so_long_are_told_until_somebody_does",
        ),
        evidence=("comparisons",),
    ),
    Clause(
        "I 6-3(7)",
        "更新の前に適合を確かめる",
        State.DONE,
        does="移行は写しの上で試せる（`gijo migrate`）",
        screens=("/guides/operations",),
        tests=("tests/migrations/test_revisions.py::test_data_survive_an_upgrade",),
    ),
    Clause(
        "I 6-3(8)",
        "更新・統合の危険の管理",
        State.DONE,
        does=(
            "更新は「作業の記録」に、元への戻し方、戻すと決める基準、結果を書くまで終わりにできず、別の人が確かめる。"
            "版を変えて開始すると、その記録ができるまで最初の画面に出続ける。移行は写しの上で試せ、前の版に戻せる"
        ),
        screens=("/registers/work", "/guides/operations"),
        code=("app/registers/kept/work.py",),
        tests=(
            "tests/migrations/test_revisions.py::test_down_and_up_again_gives_the_same_schema",
            "tests/app/registers/test_seconds.py::test_start_with_other_settings_is_owed_a_piece_of_work_that_two_did_and_a_third_checks",
        ),
        evidence=("starts",),
    ),
    Clause(
        "I 6-3(9)",
        "見直し",
        State.BY_HAND,
    ),
)
