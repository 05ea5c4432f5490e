"""Chapter 2, parts 3 to 5: sign-in, things, people."""

from app.clauses.clause import Chapter, Clause, State

CHAPTER = Chapter(
    "I 第2章 3–5 強靱性、物理、人",
    Clause(
        "I 2章3",
        "多要素認証",
        State.DONE,
        does=(
            "パスワードと確認コード、またはパスキー。外す設定はない。`auth.passkey_required_roles` で、"
            "役職ごとにパスキーだけにできる"
        ),
        screens=("/account",),
        code=("app/auth/signin/password_step.py", "app/auth/signin/passkey_step.py"),
        tests=("tests/app/auth/signin/test_signing_in.py::test_password_alone_opens_nothing",),
        evidence=("sign-ins",),
    ),
    Clause(
        "I 2章4①",
        "端末の盗難を防ぐ",
        State.PARTLY,
        does=(
            "端末ごとに保管する場所と点検を「端末の保管と点検」に書き、期限を過ぎると議長と事務局長に知らせる。"
            "本人は登録済みの別の端末から、事務局は `/admin/devices` で、なくした端末を止める。"
            "受領書、返却書、紛失届を、わかっていることを書き入れた PDF で出す"
        ),
        screens=("/admin/devices", "/registers/tablets"),
        code=("app/registers/kept/assets/tablets.py", "app/auth/devices/slips/words.py"),
        left="かぎをかけることは、人が行う",
        tests=(
            "tests/app/auth/devices/test_devices.py::test_holder_stops_a_lost_device_from_another_one",
            "tests/app/auth/devices/test_spares.py::test_lost_spare_is_over_for_good_and_its_paper_names_who_had_it",
            "tests/app/registers/test_tablets.py::test_tablet_is_looked_at_by_its_day_told_when_late_and_planned_again_4_1",
            "tests/app/auth/devices/test_slips.py::test_office_prints_each_paper_with_what_is_known_of_the_device_4_1",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 2章4②",
        "ログインにパスワードなどを求める",
        State.DONE,
        does="サインインなしで開くのは、サインイン、登録用紙のコードの入力、`/healthz`、`/about`、公開した機密性1 だけ",
        screens=("/about", "/account"),
        tests=("tests/rules/test_policy_matrix.py::test_a_stranger_gets_the_sign_in_and_nothing_else",),
        evidence=("sign-ins",),
    ),
    Clause(
        "I 2章5(1)①",
        "分からないときは責任者に相談する",
        State.DONE,
        does="「台帳」の「相談の記録」で議長に聞き、答えが残る",
        screens=("/registers/consultations",),
        code=("app/registers/kept/consultations.py",),
        tests=("tests/app/registers/test_kept.py::test_question_to_the_chair_is_seen_by_nobody_else",),
    ),
    Clause(
        "I 2章5(1)②",
        "目的外の閲覧をしない",
        State.DONE,
        does="読める人に入っていない資料は、あることも分からない",
        screens=("/account/record", "/ledger"),
        tests=("tests/app/meetings/test_members_home.py::test_nothing_of_a_hidden_paper_is_in_a_members_page",),
    ),
    Clause(
        "I 2章5(1)③",
        "持ち出しの届出",
        State.DONE,
        does=(
            "ホームの「持ち出しを届け出る」から、持ち出す先と期間を届け出る。議長と事務局が見られ、記録は消せない。"
            "31 日まで、過ぎた日からは出せず、だれも訂正できない。"
            "`network.trusted_zones` の外では、届の期間だけ機密性3B と 3C が読める（設定するまでは働かない）。"
            "戻した人が記録し、期限を過ぎると本人に、翌日には議長と事務局長に知らせる"
        ),
        screens=("/", "/registers/takeouts"),
        code=("app/registers/kept/takeouts.py", "app/registers/notices.py", "app/access/rules/reading.py"),
        tests=(
            "tests/app/registers/test_takeouts.py::test_notice_is_given_from_home_with_the_place_alone_and_both_offices_see_it_5_1_3",
            "tests/app/registers/test_takeouts.py::test_level_3_paper_is_read_outside_only_while_a_notice_is_in_force_5_1_3",
            "tests/app/registers/test_takeouts.py::test_what_is_not_back_is_told_to_its_maker_and_a_day_later_to_the_offices_5_1_3",
            "tests/rules/test_policy_matrix.py::test_reading_is_allowed_exactly_where_the_table_says",
        ),
    ),
    Clause(
        "I 2章5(1)④",
        "支給以外の端末を会議で使わない",
        State.DONE,
        does=(
            "個人の端末は、事務局長の承認に加えて議長が `/devices/sitting` で認める。"
            "個人の端末の規程と、外で情報を扱うときの規程は、承認の前に、その端末で確認する"
        ),
        screens=(
            "/devices/sitting",
            "/rules",
        ),
        tests=(
            "tests/app/auth/devices/test_rules_before_devices.py::test_personal_device_is_approved_after_its_holder_acknowledged_the_rules_for_it_5_1_4",
            "tests/app/auth/devices/test_devices.py::test_personal_device_waits_for_the_chair_while_a_sitting_is_on",
            "tests/app/rulebook/test_rulebook.py::test_personal_device_is_served_only_after_its_rules_were_acknowledged_5_1_4",
        ),
        evidence=("devices",),
    ),
    Clause(
        "I 2章5(1)⑤",
        "端末の安全の設定を変えない",
        State.BY_HAND,
    ),
    Clause(
        "I 2章5(1)⑥",
        "退職のとき返し、秘密を守る",
        State.DONE,
        does=(
            "「退任の手続き」で、支給端末の返却と守秘の確認がそろわないと閉じられない。"
            "閉じるとパスキーや個人の端末も無効になる。書面の誓約は議会で"
        ),
        screens=("/admin/people",),
        tests=(
            "tests/app/people/test_people.py::test_retirement_is_not_closed_while_a_device_is_out_or_secrecy_is_open",
        ),
        evidence=("retirements",),
    ),
    Clause(
        "I 2章5(2)",
        "研修の計画",
        State.DONE,
        does=(
            "「研修と訓練の年間の計画」に、事務局が年度の計画を書き、議長が決め、終わりの日までに結果を書いて終えると、"
            "次の年の計画ができる。過ぎると警報になる。一つずつの予定は「研修と訓練の記録」に書く。研修の内容は議会が決める"
        ),
        screens=("/registers/years", "/registers/training"),
        code=("app/registers/kept/oversight/years.py",),
        tests=(
            "tests/app/registers/test_drills.py::test_years_plan_is_decided_by_the_chair_told_when_late_and_followed_by_the_next",
        ),
    ),
    Clause(
        "I 2章5(3)",
        "緊急の訓練",
        State.DONE,
        does=(
            "「事故の訓練」で、事故が起きたことにして、報告、対応、復旧を事故と同じ順に、そのとき生きている計画の"
            "四つの部分を確かめながら行う。警報は出ず、事故の記録にも件数にも入らず、結果と次に直すことを書き、"
            "別の人が確かめて終わる。予定、人ごとの出欠は「研修と訓練の記録」に残す"
        ),
        screens=("/registers/drills", "/registers/training", "/registers/training/people"),
        code=("app/registers/kept/oversight/drills.py",),
        tests=(
            "tests/app/registers/test_drills.py::test_drill_goes_the_way_of_an_incident_alarms_nobody_and_ends_with_its_report",
            "tests/app/registers/test_attendance.py::test_drill_is_told_likewise_and_exported",
        ),
    ),
    Clause(
        "I 2章5(4)",
        "研修に出る",
        State.DONE,
        does=(
            "同じ台帳で、その時の対象の人の一覧を取り、出席、届け出た欠席、あとで受けた日を人ごとに残す。"
            "まだの人は「人ごとの研修と訓練」に出て、CSV でも書き出せる。2 人目が確かめて終える"
        ),
        screens=("/registers/training", "/registers/training/people"),
        tests=("tests/app/registers/test_attendance.py::test_training_is_told_by_person_until_nobody_is_missing",),
    ),
    Clause(
        "I 2章5(5)①",
        "事故を速やかに報告する",
        State.PARTLY,
        does=(
            "ホームの「事故を知らせる」から「事故の記録」に、議員も執行部も書記も報告できる。議会事務局長と議長に警報が出る。"
            "だれにも消せない。サインインできないときは電話で"
        ),
        screens=("/registers/incidents",),
        left="サインインできないときの報告は電話で",
        tests=(
            "tests/app/registers/test_kept.py::test_member_reports_a_lost_tablet_and_both_offices_hear_of_it",
            "tests/flows/test_an_incident.py::test_incident_from_the_members_touch_to_the_chairs_report_5_5",
        ),
    ),
    Clause(
        "I 2章5(5)②",
        "個人情報の漏えいの報告と窓口",
        State.DONE,
        does="個人情報の事故は、議会運営委員会と町への報告、窓口と公表を書くまで完了にできない",
        screens=("/registers/incidents",),
        code=("app/registers/kept/incidents.py",),
        tests=(
            "tests/app/registers/test_kept.py::test_leak_of_personal_data_is_not_closed_before_the_three_tasks_are_done",
            "tests/flows/test_an_incident.py::test_incident_from_the_members_touch_to_the_chairs_report_5_5",
        ),
    ),
)
