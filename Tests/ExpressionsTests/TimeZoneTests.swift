import FoundationEssentials
import Testing
import Value

@testable import Expressions

@Suite struct RecurringRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        /// A time and the hours east of UTC that clocks show then.
        var hours: [(String, Double)]
        var testDescription: String { rule }
    }

    static let cases: [Case] = [
        Case(rule: "UTC0", hours: [("2024-07-01T00:00:00Z", 0)]),
        Case(rule: "JST-9", hours: [("2024-01-01T00:00:00Z", 9), ("2024-07-01T00:00:00Z", 9)]),
        Case(rule: "<+0545>-5:45", hours: [("2024-01-01T00:00:00Z", 5.75)]),
        Case(rule: "<-03>3", hours: [("2024-01-01T00:00:00Z", -3)]),
        Case(
            rule: "CET-1CEST,M3.5.0,M10.5.0/3",
            hours: [
                ("2024-01-01T00:00:00Z", 1), ("2024-03-31T00:59:59Z", 1), ("2024-03-31T01:00:00Z", 2),
                ("2024-07-01T00:00:00Z", 2), ("2024-10-27T00:59:59Z", 2), ("2024-10-27T01:00:00Z", 1),
                ("2024-12-31T23:59:59Z", 1), ("2100-03-28T01:00:00Z", 2), ("2100-03-28T00:59:59Z", 1),
            ]),
        Case(
            rule: "EST5EDT,M3.2.0,M11.1.0",
            hours: [
                ("2024-03-10T06:59:59Z", -5), ("2024-03-10T07:00:00Z", -4), ("2024-11-03T05:59:59Z", -4),
                ("2024-11-03T06:00:00Z", -5), ("2025-01-01T03:00:00Z", -5),
            ]),
        Case(
            rule: "AEST-10AEDT,M10.1.0,M4.1.0/3",
            hours: [
                ("2024-01-01T00:00:00Z", 11), ("2024-04-06T15:59:59Z", 11), ("2024-04-06T16:00:00Z", 10),
                ("2024-07-01T00:00:00Z", 10), ("2024-10-05T15:59:59Z", 10), ("2024-10-05T16:00:00Z", 11),
                ("2024-12-31T23:00:00Z", 11),
            ]),
        Case(
            rule: "IST-1GMT0,M10.5.0,M3.5.0/1",
            hours: [
                ("2024-01-01T00:00:00Z", 0), ("2024-03-31T00:59:59Z", 0), ("2024-03-31T01:00:00Z", 1),
                ("2024-10-27T00:59:59Z", 1), ("2024-10-27T01:00:00Z", 0),
            ]),
        Case(
            rule: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
            hours: [
                ("2024-03-31T00:59:59Z", -2), ("2024-03-31T01:00:00Z", -1), ("2024-10-27T00:59:59Z", -1),
                ("2024-10-27T01:00:00Z", -2),
            ]),
        Case(
            rule: "XXX0YYY-0:30,J60/0,J305/0",
            hours: [
                ("2024-02-29T23:59:59Z", 0), ("2024-03-01T00:00:00Z", 0.5), ("2023-03-01T00:00:00Z", 0.5),
                ("2023-10-31T23:29:59Z", 0.5), ("2023-10-31T23:30:00Z", 0), ("2024-10-31T23:30:00Z", 0),
            ]),
        Case(
            rule: "XXX0YYY,59/0,304/0",
            hours: [
                ("2024-02-29T00:00:00Z", 1), ("2023-02-28T23:59:59Z", 0), ("2023-03-01T00:00:00Z", 1),
                ("2024-10-30T23:00:00Z", 0), ("2023-10-31T22:59:59Z", 1), ("2023-10-31T23:00:00Z", 0),
            ]),
        Case(
            rule: "XXX3YYY,M2.5.4/24,M2.4.1/-24:30:30",
            hours: [("2024-03-01T03:00:00Z", -2), ("2024-03-01T02:59:59Z", -3)]),
    ]

    @Test(arguments: cases) func holdsForEveryYear(_ test: Case) throws {
        let rule = try #require(RecurringRule(test.rule))
        for (time, hours) in test.hours {
            let seconds = try Timestamp(time).seconds
            #expect(rule.offset(at: seconds) == Int(hours * 3600), "\(time)")
        }
    }

    @Test(arguments: [
        "", "UTC", "0", "AB0", "<+01-1", "UTC0X", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,J0,J10", "CET-1CEST,J366,J10",
        "CET-1CEST,366,10", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/1:60,M10.5.0",
        "CET-1CEST,M3.5.0/,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x", "UTC999", "UTC1:", "CET-1CEST-x,M3.5.0,M10.5.0",
        "é0",
    ]) func whatIsNoRuleIsRefused(_ text: String) {
        #expect(RecurringRule(text) == nil)
    }
}

/// Files of the tz database, made here byte by byte.
@Suite struct TimeZoneFileTests {
    struct File {
        var version: UInt8 = UInt8(ascii: "2")
        var changes: [(Int64, UInt8)] = []
        var offsets: [Int32] = [0]
        var footer = "\nUTC0\n"
        var isFirstEmpty = true

        private func block(_ size: Int, _ changes: [(Int64, UInt8)]) -> [UInt8] {
            func bytes(_ number: Int64, _ count: Int) -> [UInt8] {
                (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
            var result = Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
            for count in [0, 0, 1, changes.count, offsets.count, 4] { result += bytes(Int64(count), 4) }
            for (start, _) in changes { result += bytes(start, size) }
            result += changes.map(\.1)
            for offset in offsets { result += bytes(Int64(offset), 4) + [0, 0] }
            // Letters, and a leap second.
            return result + Array("UTC\0".utf8) + Array(repeating: 0, count: size + 4)
        }

        var bytes: [UInt8] {
            if version == 0 { return block(4, changes) }
            return block(4, isFirstEmpty ? [] : changes) + block(8, changes) + Array(footer.utf8)
        }
    }

    @Test func changesAreFollowed() throws {
        let file = File(changes: [(-100, 1), (0, 2), (100, 1)], offsets: [60, 120, 180], footer: "\n<x>1\n")
        let rules = try #require(TimeZoneFile.read(file.bytes))
        #expect(rules.changes.count == 3)
        for (seconds, offset) in [
            (Int64.min, 60), (-101, 60), (-100, 120), (-1, 120), (0, 180), (99, 180), (100, -3600), (1 << 40, -3600),
        ] {
            #expect(rules.offset(at: seconds) == offset, "\(seconds)")
        }
    }

    @Test func theLastChangeHoldsWhereThereIsNoRule() throws {
        let file = File(changes: [(0, 1)], offsets: [0, -7200], footer: "\n\n")
        let rules = try #require(TimeZoneFile.read(file.bytes))
        #expect(rules.rule == nil)
        #expect(rules.offset(at: -1) == 0)
        #expect(rules.offset(at: 1 << 40) == -7200)
    }

    @Test func aZoneMayHaveNoChanges() throws {
        let rules = try #require(TimeZoneFile.read(File(offsets: [3600], footer: "\n\n").bytes))
        #expect(rules.offset(at: 0) == 3600)
        let ruled = try #require(TimeZoneFile.read(File(offsets: [3600], footer: "\n<z>-2\n").bytes))
        #expect(ruled.offset(at: 0) == 7200)
    }

    @Test func oldFilesHaveOneBlock() throws {
        let file = File(version: 0, changes: [(-1, 0), (5, 1)], offsets: [10, 20])
        let rules = try #require(TimeZoneFile.read(file.bytes))
        #expect(rules.offset(at: 4) == 10 && rules.offset(at: 5) == 20)
        #expect(rules.rule == nil)
    }

    @Test func theFirstBlockIsPassedBy() throws {
        let file = File(changes: [(0, 0)], offsets: [7], isFirstEmpty: false)
        #expect(try #require(TimeZoneFile.read(file.bytes)).changes == [.init(start: 0, offset: 7)])
    }

    @Test func whatIsNoFileIsRefused() {
        let good = File(changes: [(0, 1), (1, 0)], offsets: [0, 60])
        #expect(TimeZoneFile.read(good.bytes) != nil)
        for count in 0..<good.bytes.count {
            #expect(TimeZoneFile.read(Array(good.bytes.prefix(count))) == nil, "\(count) bytes")
        }
        var backwards = good
        backwards.changes = [(1, 1), (0, 0)]
        var unknownType = good
        unknownType.changes = [(0, 2)]
        var noTypes = good
        noTypes.changes = []
        noTypes.offsets = []
        var farOff = good
        farOff.offsets = [100_000, 0]
        var noFooter = good
        noFooter.footer = "UTC0\n"
        var badFooter = good
        badFooter.footer = "\nnonsense\n"
        for file in [backwards, unknownType, noTypes, farOff, noFooter, badFooter] {
            #expect(TimeZoneFile.read(file.bytes) == nil)
        }
    }

    /// Counts that the file does not have, in each place of the header.
    @Test(arguments: 20..<44) func hostileCountsAreRefused(_ place: Int) {
        var bytes = File(changes: [(0, 1)], offsets: [0, 60]).bytes
        bytes[place] = 0xFF
        _ = TimeZoneFile.read(bytes)
        for place in 20..<44 { bytes[place] = 0xFF }
        #expect(TimeZoneFile.read(bytes) == nil)
    }

    @Test func damagedFilesNeverTrap() {
        let good = File(changes: [(0, 1), (1, 0)], offsets: [0, 60], footer: "\nCET-1CEST,M3.5.0,M10.5.0/3\n").bytes
        for place in good.indices {
            for byte: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var bytes = good
                bytes[place] = byte
                _ = TimeZoneFile.read(bytes)?.offset(at: 1_700_000_000)
            }
        }
    }
}

@Suite struct TimeZoneDatabaseTests {
    private func withFolder<Result>(_ work: (TimeZoneDatabase) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.path + "/zones-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/Test", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // Left to the system's cleaning.
        var file = TimeZoneFileTests.File()
        file.offsets = [5400]
        file.footer = "\n<x>-1:30\n"
        try Data(file.bytes).write(to: URL(filePath: folder + "/Test/Half_Past-1+x"))
        try Data("no zone".utf8).write(to: URL(filePath: folder + "/Test/Broken"))
        try Data(file.bytes + Array(repeating: 0, count: TimeZoneDatabase.fileSize)).write(
            to: URL(filePath: folder + "/Test/Huge"))
        return try work(TimeZoneDatabase(folder: folder))
    }

    private func hours(_ zone: String, in database: TimeZoneDatabase) throws -> Datum {
        var parser = try Parser("timestamp(0).getMinutes('\(zone)')", limits: .standard)
        var evaluator = Evaluator(
            variables: .json([:]), limits: .standard, patterns: PatternCache(), zones: database)
        return try evaluator.evaluate(try parser.parse())
    }

    @Test func zonesAreReadByName() throws {
        try withFolder { database in
            guard case .int(30) = try hours("Test/Half_Past-1+x", in: database) else {
                Issue.record("another time")
                return
            }
        }
    }

    @Test(
        arguments: [
            ("Test/Nowhere", "unknown time zone 'Test/Nowhere'; write a name of the tz database"),
            ("Test", "unknown time zone 'Test'"), ("Test/Broken", "Test/Broken is not a time zone"),
            ("Test/Huge", "Test/Huge is not a time zone"), ("../zones", "the time zone '../zones' is neither"),
            ("Test/", "the time zone 'Test/' is neither"), ("/Test", "the time zone '/Test' is neither"),
            ("Test//Broken", "is neither"), ("Te st", "is neither"), ("Test/.", "is neither"),
            (String(repeating: "a", count: 65), "is neither"),
        ])
    func otherNamesAreErrors(_ zone: String, _ message: String) throws {
        try withFolder { database in
            let fault = #expect(throws: Fault.self) { try hours(zone, in: database) }
            #expect(fault?.code == .invalidArgument)
            #expect(fault?.message.contains(message) == true, "\(fault?.message ?? "")")
        }
    }

    @Test func aMachineWithoutZonesSaysSo() {
        let database = TimeZoneDatabase(folder: "/nowhere/zoneinfo")
        let fault = #expect(throws: Fault.self) { try hours("Europe/Berlin", in: database) }
        #expect(fault?.message.contains("there is no /nowhere/zoneinfo") == true)
        #expect(fault?.message.contains("install tzdata") == true)
    }

    /// A zone is read once, and each look-up of one that is not there is paid for.
    @Test func zonesArePaidFor() throws {
        try withFolder { database in
            var context = Context(limits: .standard, patterns: PatternCache(), zones: database)
            for _ in 0..<10 { _ = try context.zone("Test/Half_Past-1+x") }
            #expect(context.cost == 500)
            for _ in 0..<10 { #expect(throws: Fault.self) { try context.zone("Test/Nowhere") } }
            #expect(context.cost == 5500)
        }
    }

    /// Zones of the machine, where it has them.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: TimeZoneDatabase.system.folder + "/Europe/Berlin")),
        arguments: [
            ("Europe/Berlin", "2024-01-01T00:00:00Z", 1), ("Europe/Berlin", "2024-07-01T00:00:00Z", 2),
            ("Europe/Berlin", "2150-07-01T00:00:00Z", 2), ("America/New_York", "2024-07-01T04:00:00Z", 0),
            ("Asia/Kolkata", "2024-07-01T00:00:00Z", 5), ("Australia/Sydney", "2024-01-01T00:00:00Z", 11),
            ("America/Argentina/Buenos_Aires", "2024-01-01T03:00:00Z", 0), ("Etc/GMT+5", "2024-01-01T05:00:00Z", 0),
            ("Europe/Dublin", "2024-07-01T00:00:00Z", 1), ("Europe/Dublin", "2060-01-01T00:00:00Z", 0),
        ])
    func zonesOfTheMachine(_ zone: String, _ time: String, _ hours: Int) throws {
        let source = "timestamp('\(time)').getHours('\(zone)')"
        #expect(try Expression(source).evaluate([String: Value]()) == .integer(Int64(hours)))
    }
}
