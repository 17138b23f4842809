import Processes
import Testing

@testable import Releases

/// Whether a run of this machine lives.
@Suite struct ProcessTableTests {
    private let table = ProcessTable()

    @Test func thisProcessLives() {
        let own = table.identity(command: "groundcrew test")
        #expect(table.isGone(own) == false)
        #expect(own.words == "groundcrew test (process \(own.processID) on \(own.host))")
    }

    @Test func everyRunHasAnIdOfItsOwn() {
        #expect(Set((0..<100).map { _ in table.identity(command: "c").id }).count == 100)
    }

    @Test func aProcessThatIsNotThereIsGone() {
        var gone = table.identity(command: "c")
        gone.processID = 4_194_305  // Above what Linux gives out.
        #expect(table.isGone(gone) == true)
    }

    @Test func anotherProcessWithTheSameNumberIsNotIt() {
        var reused = table.identity(command: "c")
        reused.startTime = "1"
        #expect(table.isGone(reused) == true)
    }

    @Test func nothingIsKnownOfOtherMachinesAndContainers() {
        let own = table.identity(command: "c")
        var other = own
        other.bootID = "another"
        #expect(table.isGone(other) == nil)
        other = own
        other.processNamespace = "pid:[1]"
        #expect(table.isGone(other) == nil)
        other = own
        other.startTime = nil
        #expect(table.isGone(other) == nil)
        #expect(ProcessTable(root: "/nonexistent").isGone(own) == nil)
    }
}
