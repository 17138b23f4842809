import Kubernetes
import Testing

@testable import Commands

@Suite struct DeploymentReferenceTests {
    private func ids(_ arguments: [String], flag: String? = nil) throws -> [String] {
        try DeploymentReference.all(arguments, flag: flag, current: "current").map(\.id)
    }

    @Test func aNameMayCarryItsNamespace() throws {
        #expect(try ids(["a"]) == ["current/a"])
        #expect(try ids(["a"], flag: "flag") == ["flag/a"])
        #expect(try ids(["ns/a"]) == ["ns/a"])
        #expect(try ids(["flag/a", "b"], flag: "flag") == ["flag/a", "flag/b"])
    }

    @Test func whatIsNamedTwiceIsMeantOnce() throws {
        #expect(try ids(["b", "a", "current/b", "a"]) == ["current/b", "current/a"])
    }

    @Test(arguments: ["", "/", "a/", "/a", "a/b/c"])
    func whatIsNoNameIsRefused(argument: String) {
        #expect(throws: CommandFailure.self) { try ids([argument]) }
    }

    @Test func twoNamespacesForOneNameAreRefused() throws {
        let failure = try #require(throws: CommandFailure.self) { try ids(["ns/a"], flag: "flag") }
        #expect(failure.status == .usage)
        #expect(failure.message == "'ns/a' names another namespace than --namespace flag")
    }

    struct Ending: Sendable {
        var failures: [Commands.ExitStatus]
        var hasChanged = false
        var status: Commands.ExitStatus?
    }

    @Test(arguments: [
        Ending(failures: [], status: nil), Ending(failures: [.failed], status: .failed),
        Ending(failures: [.undecided], status: .undecided),
        Ending(failures: [.undecided], hasChanged: true, status: .incomplete),
        Ending(failures: [.failed], hasChanged: true, status: .failed),
        Ending(failures: [.undecided, .failed], status: .failed),
        Ending(failures: [.undecided, .undecided], status: .undecided),
        Ending(failures: [.undecided, .undecided], hasChanged: true, status: .incomplete),
    ])
    func aFailureBeatsWhatIsUndecided(test: Ending) {
        var status: Commands.ExitStatus?
        do {
            try EachDeployment.finish(
                test.failures.map { CommandFailure($0, "words") }, of: 5, change: test.hasChanged ? .made : nil)
        } catch {
            status = error.status
        }
        #expect(status == test.status)
    }

    @Test func severalFailuresKeepTheirWordsAndNextSteps() throws {
        let failure = try #require(throws: CommandFailure.self) {
            try EachDeployment.finish(
                [CommandFailure(.failed, "a is stuck", hint: "look"), CommandFailure(.undecided, "b is forbidden")],
                of: 3, change: nil)
        }
        #expect(failure.message == "2 of 3 failed:\na is stuck\n  next: look\nb is forbidden")
    }
}
