import Kubernetes
import Testing
import Value

@testable import Releases

/// What the flag `--filter` means, and what a record says of its tests.
@Suite struct TestFilterTests {
    @Test(
        arguments: [
            (["name=a"], ["a"], []), (["name=a,name=b"], ["a", "b"], []), (["!name=a"], [], ["a"]),
            (["! name=a", "name=b"], ["b"], ["a"]), ([], [], []),
        ] as [([String], [String], [String])])
    func readsHelmsForms(texts: [String], included: [String], excluded: [String]) throws {
        let filter = try TestFilter(texts)
        #expect(filter.included == Set(included))
        #expect(filter.excluded == Set(excluded))
    }

    @Test(arguments: ["a", "label=a", "name=", "!name", "!  name=a", "name=a,", ""])
    func refusesWhatHelmPassesOver(text: String) {
        let error = #expect(throws: ReleaseError.self) { _ = try TestFilter([text]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.hasSuffix("is not name=TEST or !name=TEST") == true)
    }

    @Test func exclusionsWinOverInclusions() throws {
        let filter = try TestFilter(["name=a,name=b,!name=b"])
        #expect(["a", "b", "c"].filter(filter.allows) == ["a"])
        #expect(["a", "b"].filter(try TestFilter([]).allows) == ["a", "b"])
    }

    @Test func namesThatNoTestHasAreRefused() throws {
        let release = ReleaseName(name: "web", namespace: "apps")
        let filter = try TestFilter(["name=b,!name=z"])
        let error = #expect(throws: ReleaseError.self) { try filter.check(["a", "b"], of: release) }
        #expect(error?.description == "release apps/web: it has no test z: its tests are a, b")
        let none = #expect(throws: ReleaseError.self) { try filter.check([], of: release) }
        #expect(none?.message == "it has no test b: it has none at all")
        try filter.check(["b", "z"], of: release)
    }

    struct Run: Sendable {
        var value: Value
        var run: HookRun?
    }

    @Test(arguments: [
        Run(value: ["phase": ""]), Run(value: ["started_at": "", "completed_at": "", "phase": ""]),
        Run(value: ["started_at": "0001-01-01T00:00:00Z", "phase": "Unknown"]),
        Run(
            value: ["started_at": "2026-11-29T12:00:00Z", "phase": "Running"],
            run: HookRun(phase: "Running", started: "2026-11-29T12:00:00Z", completed: nil)),
        Run(
            value: ["started_at": "2026-11-29T12:00:00Z", "completed_at": "2026-11-29T12:00:01Z", "phase": "Failed"],
            run: HookRun(phase: "Failed", started: "2026-11-29T12:00:00Z", completed: "2026-11-29T12:00:01Z")),
    ])
    func aRunIsReadFromEitherHelmsRecord(_ example: Run) {
        #expect(HookRun(example.value) == example.run)
    }
}
