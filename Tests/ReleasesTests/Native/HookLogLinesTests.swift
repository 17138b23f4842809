import Events
import TestSupport
import Testing

@testable import Releases

/// What is shown of a hook's log.
@Suite struct HookLogLinesTests {
    private func lines(_ text: String, _ limit: Int) -> [String] {
        ContainerLog(pod: "p", container: "c", text: text).lastLines(limit)
    }

    @Test func theLastLinesAreShownAndTheOthersCounted() {
        #expect(lines("", 2) == [])
        #expect(lines("\n", 2) == [""])
        #expect(lines("a", 2) == ["a"])
        #expect(lines("a\nb\n", 2) == ["a", "b"])
        #expect(lines("a\n\nb\n", 3) == ["a", "", "b"])
        #expect(lines("a\nb\nc\nd\n", 2) == ["(2 lines before these are left out)", "c", "d"])
    }

    /// A line of progress would be gone from a terminal with the next one.
    @Test func eachLineStaysWithItsPlace() {
        let log = EventLog()
        Progress(sink: log, phase: .releases, release: "apps/demo").quote("moved 7 rows", from: "demo-hook (main)")
        #expect(log.all.map(\.kind) == [.stepFinished])
        #expect(log.all.map(\.step) == ["log/demo-hook (main)"])
        #expect(log.messages == ["moved 7 rows"])
    }
}
