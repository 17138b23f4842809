import TestSupport
import Testing

/// Dates, as Helm 4.3.1 prints them.
@Suite struct ObservedDatesTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(#"{{ date "2006-01-02 15:04:05 MST" 0 }}"#, output: "1970-01-01 00:00:00 UTC"),
        Snippet(#"{{ dateInZone "2006-01-02T15:04:05Z07:00" 1700000000 "UTC" }}"#, output: "2023-11-14T22:13:20Z"),
        Snippet(
            #"{{ dateInZone "Mon Jan _2 15:04:05 2006 -0700" 1700000000 "America/New_York" }}"#,
            output: "Tue Nov 14 17:13:20 2023 -0500"),
        Snippet("{{ htmlDate 0 }}", output: "1970-01-01"),
        Snippet(#"{{ htmlDateInZone 86399 "Asia/Tokyo" }}"#, output: "1970-01-02"),
        Snippet(
            #"{{ date "January 2 06 3:4:5 PM pm .000 002" (int64 1234567890) }}"#,
            output: "February 13 09 11:31:30 PM pm .000 044"),
        Snippet(#"{{ dateInZone "15:04 MST" 4000000000 "Europe/Berlin" }}"#, output: "09:06 CEST"),
        Snippet(#"{{ dateInZone "2006" 0 "nope/zone" }}"#, output: "1970"),
        Snippet(
            #"{{ mustToDate "2006-01-02" "bad" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustToDate "2006-01-02" "bad">: error calling mus\#
                tToDate: parsing time "bad" as "2006-01-02": cannot parse "bad" as "2006"
                """#),
        Snippet(
            #"{{ mustToDate "2006-01-02" "2023-02-30" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustToDate "2006-01-02" "2023-02-30">: error call\#
                ing mustToDate: parsing time "2023-02-30": day out of range
                """#),
        Snippet(
            #"{{ mustDateModify "x" (toDate "2006" "2000") }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustDateModify "x" (toDate "2006" "2000")>: error\#
                 calling mustDateModify: time: invalid duration "x"
                """#),
        Snippet("{{ duration 95 }}", output: "0s"),
        Snippet(#"{{ duration "95" }}"#, output: "1m35s"),
        Snippet("{{ duration (int64 3661) }}", output: "1h1m1s"),
        Snippet(#"{{ durationRound "2h10m5s" }}"#, output: "2h"),
        Snippet("{{ durationRound (int64 100000000000000) }}", output: "1d"),
        Snippet(#"{{ durationRound "1s" }}"#, output: "0s"),
        Snippet(#"{{ durationRound "10000h" }}"#, output: "1y"),
        Snippet(
            #"{{ toDate "2006-01-02T15:04:05Z07:00" "2024-01-02T03:04:05.678+02:00" }}"#,
            output: "2024-01-02 03:04:05.678 +0200 +0200"),
        Snippet(#"{{ toDate "Jan 2 2006 3:04PM" "Mar 5 2021 4:07AM" }}"#, output: "2021-03-05 04:07:00 +0000 UTC"),
        Snippet(
            #"{{ toDate "02 Jan 06 15:04 MST" "03 Feb 99 10:11 EST" }}"#,
            output: "1999-02-03 10:11:00 +0000 EST"),
        Snippet(#"{{ durationSeconds "1h2m" }}"#, output: "3720"),
        Snippet("{{ durationMinutes 90 }}", output: "1.5"),
        Snippet(#"{{ durationHours "90m" }}"#, output: "1.5"),
        Snippet(#"{{ durationDays "36h" }}"#, output: "1.5"),
        Snippet(#"{{ durationWeeks "168h" }}"#, output: "1"),
        Snippet(#"{{ durationMilliseconds "1.5s" }}"#, output: "1500"),
        Snippet(#"{{ durationMicroseconds "1ms" }}"#, output: "1000"),
        Snippet(#"{{ durationNanoseconds "1us" }}"#, output: "1000"),
        Snippet(#"{{ durationRoundTo "2h13m" "1h" }}"#, output: "2h0m0s"),
        Snippet(#"{{ durationTruncateTo "2h53m" "30m" }}"#, output: "2h30m0s"),
        Snippet(#"{{ mustToDuration "1h" }}"#, output: "1h0m0s"),
        Snippet("{{ mustToDuration 2.5 }}", output: "2.5s"),
        Snippet(#"{{ durationSeconds "x" }}"#, output: "0"),
        Snippet(#"{{ durationSeconds "2.5" }}"#, output: "2.5"),
        Snippet("{{ typeOf (mustToDuration 1) }}", output: "time.Duration"),
        Snippet(#"{{ mustToDuration "1ns" }}"#, output: "1ns"),
        Snippet(#"{{ mustToDuration "1.5us" }}"#, output: "1.5µs"),
        Snippet(
            #"{{ mustToDuration "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustToDuration "x">: error calling mustToDuration\#
                : could not parse duration "x"
                """#),
        Snippet(
            "{{ mustToDuration nil }}",
            error: #"""
                template: T:1:3: executing "T" at <mustToDuration nil>: error calling mustToDuration\#
                : invalid duration
                """#),
        Snippet(
            "{{ mustToDuration (list) }}",
            error: #"""
                template: T:1:3: executing "T" at <mustToDuration (list)>: error calling mustToDurat\#
                ion: unsupported duration type []interface {}
                """#),
        Snippet(
            #"{{ mustToDate "2006-01-02 15:04" "2024-01-02 25:04" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustToDate "2006-01-02 15:04" "2024-01-02 25:04">\#
                : error calling mustToDate: parsing time "2024-01-02 25:04": hour out of range
                """#),
        Snippet(
            #"{{ mustToDate "2006-01-02" "2024-01-02x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustToDate "2006-01-02" "2024-01-02x">: error cal\#
                ling mustToDate: parsing time "2024-01-02x": extra text: "x"
                """#),
        Snippet(
            #"{{ unixEpoch "x" }}"#,
            error: #"template: T:1:13: executing "T" at <"x">: can't handle "x" for arg of type time.Time"#),
        Snippet(
            #"{{ dateModify "1h" 5 }}"#,
            error: #"template: T:1:19: executing "T" at <5>: can't handle 5 for arg of type time.Time"#),
    ]

    private static let cases2: [Snippet] = [
        Snippet("{{ date 5 5 }}", error: #"template: T:1:8: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            #"""
            {{ dateInZone "2006-01-02 15:04:05.000000 -07:00 MST Monday January 2 1 06 __2 002 p\#
            m" 1700000000 "Asia/Kolkata" }}
            """#,
            output: "2023-11-15 03:43:20.000000 +05:30 IST Wednesday November 15 11 23 319 319 am"),
        Snippet(#"{{ dateInZone "Jan Janitor 2006_2 _2006" 0 "UTC" }}"#, output: "Jan Janitor 1970 1 _1970"),
        Snippet(
            #"{{ dateInZone "3:04PM Z07 Z0700 -07" 1700000000 "America/St_Johns" }}"#,
            output: "6:43PM -03 -0330 -03"),
        Snippet(
            #"{{ toDate "2006-01-02 15:04:05 -0700 MST" "2020-06-01 10:00:00 -0400 EDT" }}"#,
            output: "2020-06-01 10:00:00 -0400 EDT"),
        Snippet(#"{{ (toDate "2006-01-02" "2020-01-31").AddDate 0 1 0 }}"#, output: "2020-03-02 00:00:00 +0000 UTC"),
        Snippet(#"{{ (toDate "2006-01-02" "2020-01-31").Weekday }}"#, output: "Friday"),
        Snippet(#"{{ toDate "3:04PM" "4:05AM" }}"#, output: "0000-01-01 04:05:00 +0000 UTC"),
        Snippet(
            #"{{ (toDate "2006-01-02" "2020-03-01").Sub (toDate "2006-01-02" "2020-02-01") }}"#,
            output: "696h0m0s"),
        Snippet(#"{{ (toDate "2006" "2020").Before (toDate "2006" "2021") }}"#, output: "true"),
    ]
}
