import Deployments
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
        var status: Commands.ExitStatus?
    }

    @Test(arguments: [
        Ending(failures: [], status: nil), Ending(failures: [.failed], status: .failed),
        Ending(failures: [.undecided], status: .undecided),
        Ending(failures: [.usage], status: .usage), Ending(failures: [.usage, .usage], status: .usage),
        Ending(failures: [.undecided, .failed], status: .failed),
        Ending(failures: [.undecided, .undecided], status: .undecided),
        Ending(failures: [.incomplete, .incomplete], status: .incomplete),
        Ending(failures: [.incomplete, .undecided], status: .incomplete),
        Ending(failures: [.incomplete, .failed], status: .failed),
    ])
    func aFailureBeatsWhatIsUndecided(test: Ending) {
        var status: Commands.ExitStatus?
        do {
            try EachDeployment.finish(
                test.failures.map { CommandFailure($0, "words") }, of: 5)
        } catch {
            status = error.status
        }
        #expect(status == test.status)
    }

    /// An error of the first says nothing of the whole once the second has been removed.
    @Test func whatWasDoneByThenIsAskedForAtTheEnd() async throws {
        let references = try DeploymentReference.all(["a", "b"], flag: nil, current: "models")
        var change: ClusterChange?
        let (done, failures) = try await EachDeployment.run(references, change: { change }) { reference in
            guard reference.name == "b" else {
                throw DeploymentError(.invalidRequest, "a is not ours", hint: "look; nothing was changed")
            }
            change = .made
            return reference.name
        }
        #expect(done == ["b"])
        #expect(failures.map(\.status) == [.incomplete])
        #expect(failures[0].hint == "look; what was done stays; run the same command again to go on")
    }

    @Test func severalFailuresKeepTheirWordsAndNextSteps() throws {
        let failure = try #require(throws: CommandFailure.self) {
            try EachDeployment.finish(
                [CommandFailure(.failed, "a is stuck", hint: "look"), CommandFailure(.undecided, "b is forbidden")],
                of: 3)
        }
        #expect(failure.message == "2 of 3 failed:\na is stuck\n  next: look\nb is forbidden")
    }
}
