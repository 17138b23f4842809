import Testing

/// Dates, as Helm 4.3.1 prints them.
@Suite struct ObservedDatesTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ date "2006-01-02 15:04:05 MST" 0 }} {{ dateInZone "2006-01-02T15:04:05Z07:00" 170\#
            0000000 "UTC" }} {{ dateInZone "Mon Jan _2 15:04:05 2006 -0700" 1700000000 "America/\#
            New_York" }} {{ htmlDate 0 }} {{ htmlDateInZone 86399 "Asia/Tokyo" }} {{ date "Janua\#
            ry 2 06 3:4:5 PM pm .000 002" (int64 1234567890) }} {{ dateInZone "15:04 MST" 400000\#
            0000 "Europe/Berlin" }} {{ dateInZone "2006" 0 "nope/zone" }}
            """#,
            output: #"""
                1970-01-01 00:00:00 UTC 2023-11-14T22:13:20Z Tue Nov 14 17:13:20 2023 -0500 1970-01-\#
                01 1970-01-02 February 13 09 11:31:30 PM pm .000 044 09:06 CEST 1970
                """#),
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
        Snippet(
            #"""
            {{ duration 95 }} {{ duration "95" }} {{ duration (int64 3661) }} {{ durationRound "\#
            2h10m5s" }} {{ durationRound (int64 100000000000000) }} {{ durationRound "1s" }} {{ \#
            durationRound "10000h" }}
            """#,
            output: "0s 1m35s 1h1m1s 2h 1d 0s 1y"),
        Snippet(
            #"""
            {{ toDate "2006-01-02T15:04:05Z07:00" "2024-01-02T03:04:05.678+02:00" }} {{ toDate "\#
            Jan 2 2006 3:04PM" "Mar 5 2021 4:07AM" }} {{ toDate "02 Jan 06 15:04 MST" "03 Feb 99\#
             10:11 EST" }}
            """#,
            output: #"""
                2024-01-02 03:04:05.678 +0200 +0200 2021-03-05 04:07:00 +0000 UTC 1999-02-03 10:11:0\#
                0 +0000 EST
                """#),
        Snippet(
            #"""
            {{ durationSeconds "1h2m" }} {{ durationMinutes 90 }} {{ durationHours "90m" }} {{ d\#
            urationDays "36h" }} {{ durationWeeks "168h" }} {{ durationMilliseconds "1.5s" }} {{\#
             durationMicroseconds "1ms" }} {{ durationNanoseconds "1us" }} {{ durationRoundTo "2\#
            h13m" "1h" }} {{ durationTruncateTo "2h53m" "30m" }} {{ mustToDuration "1h" }} {{ mu\#
            stToDuration 2.5 }} {{ durationSeconds "x" }} {{ durationSeconds "2.5" }} {{ typeOf \#
            (mustToDuration 1) }} {{ mustToDuration "1ns" }} {{ mustToDuration "1.5us" }}
            """#,
            output: #"""
                3720 1.5 1.5 1.5 1 1500 1000 1000 2h0m0s 2h30m0s 1h0m0s 2.5s 0 2.5 time.Duration 1ns\#
                 1.5µs
                """#),
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
        Snippet("{{ date 5 5 }}", error: #"template: T:1:8: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            #"""
            {{ dateInZone "2006-01-02 15:04:05.000000 -07:00 MST Monday January 2 1 06 __2 002 p\#
            m" 1700000000 "Asia/Kolkata" }} {{ dateInZone "Jan Janitor 2006_2 _2006" 0 "UTC" }} \#
            {{ dateInZone "3:04PM Z07 Z0700 -07" 1700000000 "America/St_Johns" }}
            """#,
            output: #"""
                2023-11-15 03:43:20.000000 +05:30 IST Wednesday November 15 11 23 319 319 am Jan Jan\#
                itor 1970 1 _1970 6:43PM -03 -0330 -03
                """#),
        Snippet(
            #"""
            {{ toDate "2006-01-02 15:04:05 -0700 MST" "2020-06-01 10:00:00 -0400 EDT" }} {{ (toD\#
            ate "2006-01-02" "2020-01-31").AddDate 0 1 0 }} {{ (toDate "2006-01-02" "2020-01-31"\#
            ).Weekday }} {{ toDate "3:04PM" "4:05AM" }} {{ (toDate "2006-01-02" "2020-03-01").Su\#
            b (toDate "2006-01-02" "2020-02-01") }} {{ (toDate "2006" "2020").Before (toDate "20\#
            06" "2021") }}
            """#,
            output: #"""
                2020-06-01 10:00:00 -0400 EDT 2020-03-02 00:00:00 +0000 UTC Friday 0000-01-01 04:05:\#
                00 +0000 UTC 696h0m0s true
                """#),
    ]
}
