import GoTemplate
import TestSupport
import Testing

@testable import Charts

@Suite struct DateFunctionTests {
    @Test func nowIsTheEnvironmentsTime() throws {
        #expect(try Snippet.render("{{ now }}") == "2023-11-14 22:13:20.123456789 +0000 UTC")
        #expect(
            try Snippet.render("{{ now | unixEpoch }} {{ now | htmlDate }} {{ now | date \"15:04:05.000\" }}")
                == "1700000000 2023-11-14 22:13:20.123")
        #expect(try Snippet.render("{{ ago (now | dateModify \"-26h3m\") }}") == "26h3m0s")
        #expect(try Snippet.render("{{ date \"2006\" \"no date\" }}") == "2023")
    }

    @Test func zonesChangeWithTheSeason() throws {
        let berlin = try #require(TimeZoneTable(named: "Europe/Berlin"))
        #expect(berlin.offset(at: 1_700_000_000) == (3600, "CET"))
        #expect(berlin.offset(at: 1_690_000_000) == (7200, "CEST"))
        // Long after the last entry of any table, the rule holds.
        #expect(berlin.offset(at: 7_005_000_000) == (3600, "CET"))
        #expect(berlin.offset(at: 7_014_000_000) == (7200, "CEST"))
        // Before the first entry, local mean time.
        #expect(berlin.offset(at: -5_000_000_000).seconds == 3208)
    }

    @Test(arguments: ["../etc/passwd", "/etc/localtime", "No/Such", "Europe", "\\x"])
    func otherNamesAreNoZones(_ name: String) {
        #expect(TimeZoneTable(named: name) == nil)
    }

    @Test func posixRulesAreRead() throws {
        let sydney = try #require(PosixZoneRule("AEST-10AEDT,M10.1.0,M4.1.0/3"))
        #expect(sydney.offset(at: 1_704_067_200) == (39_600, "AEDT"))
        #expect(sydney.offset(at: 1_719_792_000) == (36_000, "AEST"))
        let fixed = try #require(PosixZoneRule("<+0530>-5:30"))
        #expect(fixed.offset(at: 0) == (19_800, "+0530"))
        let julian = try #require(PosixZoneRule("AAA3BBB,J60/0,300/1:30"))
        #expect(julian.offset(at: 1_704_067_200) == (-10_800, "AAA"))
        #expect(julian.offset(at: 1_719_792_000) == (-7_200, "BBB"))
        for text in ["", "X", "CET", "CET-1CEST,M3", "CET-1CEST,M3.5.0", "CET-1CEST,Q"] {
            #expect(PosixZoneRule(text) == nil)
        }
    }

    @Test(arguments: [
        ("2006-01-02", "2024-02-30", "parsing time \"2024-02-30\": day out of range"),
        ("2006-01-02", "2024-13-01", "parsing time \"2024-13-01\": month out of range"),
        ("15:04", "24:00", "parsing time \"24:00\": hour out of range"),
        ("2006-01-02", "2024-01-02 x", "parsing time \"2024-01-02 x\": extra text: \" x\""),
        ("2006-01-02", "x", "parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\""),
        ("2006-01-02", "2024/01/02", "parsing time \"2024/01/02\" as \"2006-01-02\": cannot parse \"/01/02\" as \"-\""),
    ])
    func datesThatAreNoneAreSaidSo(_ layout: String, _ text: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) { try TimeLayout.parse(Array(text.utf8), layout, zone: .utc) }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        ("RFC 3339", "2006-01-02T15:04:05Z07:00", "2024-05-06T07:08:09-03:30"),
        ("ANSI C", "Mon Jan _2 15:04:05 2006", "Mon May  6 07:08:09 2024"),
        ("RFC 850", "Monday, 02-Jan-06 15:04:05 -0700", "Monday, 06-May-24 07:08:09 +0100"),
        ("kitchen", "3:04PM", "7:08AM"),
        ("fraction", "15:04:05.000000", "07:08:09.123456"), ("year day", "2006-002", "2024-127"),
        ("long", "January 2, 2006", "May 6, 2024"),
    ])
    func whatIsReadIsWritten(_ name: String, _ layout: String, _ text: String) throws {
        #expect(
            TimeLayout.format(try TimeLayout.parse(Array(text.utf8), layout, zone: .utc), layout) == text, "\(name)")
    }

    @Test(arguments: [
        ("1h", Int64(3_600_000_000_000)), ("-1.5h", -5_400_000_000_000), ("1h2m3s4ms5us6ns", 3_723_004_005_006),
        ("0", 0), ("+5s", 5_000_000_000),
        (".5s", 500_000_000), ("1.s", 1_000_000_000), ("1µs", 1_000), ("2562047h47m16.854775807s", .max),
        ("-2562047h47m16.854775808s", .min),
    ])
    func durationsAreRead(_ text: String, _ nanoseconds: Int64) throws {
        #expect(try GoDuration.parse(text) == nanoseconds)
    }

    @Test(arguments: [
        ("", "time: invalid duration \"\""), ("3", "time: missing unit in duration \"3\""),
        ("3x", "time: unknown unit \"x\" in duration \"3x\""),
        ("-", "time: invalid duration \"-\""), (".s", "time: invalid duration \".s\""),
        ("2562048h", "time: invalid duration \"2562048h\""),
        ("1h ", "time: unknown unit \"h \" in duration \"1h \""),
    ])
    func otherTextsAreNoDurations(_ text: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) { try GoDuration.parse(text) }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        (Int64(0), "0s"), (1, "1ns"), (1_100, "1.1µs"), (2_200_000, "2.2ms"), (3_300_000_000, "3.3s"),
        (245_000_000_000, "4m5s"),
        (245_001_000_000, "4m5.001s"), (18_367_001_000_000, "5h6m7.001s"), (480_000_000_001, "8m0.000000001s"),
        (.max, "2562047h47m16.854775807s"),
        (.min, "-2562047h47m16.854775808s"),
    ])
    func durationsPrintAsGo(_ nanoseconds: Int64, _ expected: String) {
        #expect(GoDuration.text(nanoseconds) == expected)
    }
}
