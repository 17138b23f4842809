import Charts
import Testing
import Value

@testable import Releases

/// Which releases a list shows, in which order; no cluster.
@Suite struct ListQueryTests {
    private static func record(
        _ name: String, _ status: String, _ updated: String, in namespace: String = "apps", revision: Int = 1,
        labels: ReleaseLabels = [:]
    ) -> ReleaseRecord {
        ReleaseRecord(
            name: name, namespace: namespace, revision: revision, status: status, chartName: "plain",
            chartVersion: "1.0.0", appVersion: "", updated: updated, description: "", values: [:], manifest: "",
            notes: "", hookManifests: [], defaultValues: [:], labels: labels)
    }

    private static let records = [
        record("web", "deployed", "2026-03-01T10:00:00.5Z", labels: ["team": "a"]),
        record("api", "failed", "2026-01-01T10:00:00Z", labels: ["team": "b"]),
        record("web", "deployed", "2026-02-01T10:00:00+02:00", in: "aaa"),
        record("batch", "pending-upgrade", "2026-02-01T09:00:00+01:00"),
        record("old", "uninstalled", ""), record("gone", "uninstalling", "2026-03-01T10:00:00.9Z"),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var adjust: @Sendable (inout ListQuery) throws -> Void
        var names: [String]
        var omitted = 0
    }

    static let cases = [
        Case(
            testDescription: "by name, then namespace", adjust: { _ in },
            names: ["apps/api", "apps/batch", "apps/gone", "apps/old", "aaa/web", "apps/web"]),
        Case(
            testDescription: "turned round", adjust: { $0.isReversed = true },
            names: ["apps/web", "aaa/web", "apps/old", "apps/gone", "apps/batch", "apps/api"]),
        Case(
            // Whole seconds alone count; what has no time comes first.
            testDescription: "by date", adjust: { $0.isByDate = true },
            names: ["apps/old", "apps/api", "apps/batch", "aaa/web", "apps/gone", "apps/web"]),
        Case(testDescription: "a state", adjust: { $0.states = [.failed] }, names: ["apps/api"]),
        Case(testDescription: "pending", adjust: { $0.states = [.pending] }, names: ["apps/batch"]),
        Case(
            testDescription: "two states", adjust: { $0.states = [.uninstalled, .uninstalling] },
            names: ["apps/gone", "apps/old"]),
        Case(testDescription: "none", adjust: { $0.states = [.superseded] }, names: []),
        Case(testDescription: "a pattern", adjust: { try $0.filter("^[ab]") }, names: ["apps/api", "apps/batch"]),
        Case(
            testDescription: "somewhere in the name", adjust: { try $0.filter("e") },
            names: ["apps/gone", "aaa/web", "apps/web"]),
        Case(
            testDescription: "a label", adjust: { $0.selector = try LabelSelector("team=a") }, names: ["apps/web"]),
        Case(
            testDescription: "without a label", adjust: { $0.selector = try LabelSelector("team!=a,team") },
            names: ["apps/api"]),
        Case(
            testDescription: "the name as a label", adjust: { $0.selector = try LabelSelector("name=web") },
            names: ["aaa/web", "apps/web"]),
        Case(
            testDescription: "Helm's other labels",
            adjust: { $0.selector = try LabelSelector("owner=helm,version=1,status in (failed,pending-upgrade)") },
            names: ["apps/api", "apps/batch"]),
        Case(
            testDescription: "another owner", adjust: { $0.selector = try LabelSelector("owner!=helm") }, names: []),
        Case(testDescription: "the first", adjust: { $0.limit = 2 }, names: ["apps/api", "apps/batch"], omitted: 4),
        Case(
            testDescription: "from the middle",
            adjust: {
                $0.offset = 4
                $0.limit = 5
            }, names: ["aaa/web", "apps/web"]),
        Case(testDescription: "beyond the end", adjust: { $0.offset = 9 }, names: []),
        Case(testDescription: "not one", adjust: { $0.limit = 0 }, names: [], omitted: 6),
    ]

    @Test(arguments: cases)
    func releasesAreChosenSortedAndCut(_ example: Case) throws {
        var query = ListQuery()
        try example.adjust(&query)
        let (shown, omitted) = query.chosen(Self.records)
        #expect(shown.map { "\($0.namespace)/\($0.name)" } == example.names)
        #expect(omitted == example.omitted)
    }

    @Test func onlySupersededRevisionsAloneAreAskedForOneByOne() {
        var query = ListQuery()
        #expect(!query.wantsEveryRevision)
        query.states = [.superseded]
        #expect(query.wantsEveryRevision)
        query.states = [.superseded, .failed]
        #expect(!query.wantsEveryRevision)
    }

    @Test func aPatternThatIsNoneIsRefused() {
        let error = #expect(throws: ReleaseError.self) {
            var query = ListQuery()
            try query.filter("a(")
        }
        #expect(error?.code == .invalidRequest)
        #expect(
            error?.message.hasPrefix("the filter cannot be read: error parsing regexp: missing closing ): `") == true)
    }

    @Test(arguments: [
        ("2026-11-29T12:00:00.123456Z", "2006-01-02 15:04:05", "2026-11-29 12:00:00"),
        ("2026-11-29T12:00:00+01:00", "2006-01-02 15:04:05Z0700", "2026-11-29 12:00:00+0100"),
        ("2026-11-29T12:00:00Z", "Mon Jan _2 15:04:05 2006", "Sun Nov 29 12:00:00 2026"),
    ])
    func timesAreShownInLayoutsOfGo(_ time: String, _ layout: String, _ text: String) {
        #expect(GoTimeText.text(time, layout: layout) == text)
    }

    @Test func whatIsNoTimeHasNone() {
        #expect(GoTimeText.text("yesterday", layout: "2006") == nil)
        #expect(GoTimeText.seconds("") == nil)
        #expect(GoTimeText.seconds("1970-01-01T01:00:10+01:00") == 10)
    }
}
