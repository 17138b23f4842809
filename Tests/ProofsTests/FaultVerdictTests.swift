import Testing
import Value

@testable import Proofs

@Suite struct FaultVerdictTests {
    private typealias Revision = ReleaseState.Revision
    private let clean = ReleaseState(
        objects: ["ConfigMap/a": ["data": ["text": "two"]], "ConfigMap/b": [:]],
        revisions: [Revision(1, "superseded"), Revision(2, "deployed")])

    @Test func whatIsTheSameHasConverged() {
        var found = clean
        #expect(FaultVerdict.problems(found, clean: clean).isEmpty)
        // A run that failed has left a revision more.
        found.revisions = [Revision(1, "superseded"), Revision(2, "failed"), Revision(3, "deployed")]
        #expect(FaultVerdict.problems(found, clean: clean).isEmpty)
    }

    @Test func objectsThatAreMissingMoreOrOtherwiseAreNamed() {
        var found = clean
        found.objects = ["ConfigMap/a": ["data": ["text": "one"]], "ConfigMap/c": [:]]
        #expect(
            FaultVerdict.problems(found, clean: clean) == [
                #"ConfigMap/a differs at data.text: "one" instead of "two""#, "ConfigMap/b is missing",
                "ConfigMap/c is an orphan",
            ])
    }

    @Test(arguments: [
        ([Revision(1, "deployed"), Revision(2, "deployed")], ["2 revisions are deployed: 1 deployed, 2 deployed"]),
        (
            [Revision(1, "deployed"), Revision(2, "pending-upgrade")],
            [
                "the last revision is not deployed: 1 deployed, 2 pending-upgrade",
                "a revision is under work: 1 deployed, 2 pending-upgrade",
            ]
        ),
        ([], ["0 revisions are deployed: "]),
        (
            [Revision(1, "uninstalling")],
            [
                "0 revisions are deployed: 1 uninstalling", "the last revision is not deployed: 1 uninstalling",
                "a revision is under work: 1 uninstalling",
            ]
        ),
    ])
    func revisionsAreOneDeployedAndNothingPending(revisions: [ReleaseState.Revision], problems: [String]) {
        #expect(FaultVerdict.revisionProblems(revisions, isGone: false) == problems)
    }

    @Test func aRemovedReleaseLeavesNoRevisionAndNoLock() {
        let gone = ReleaseState()
        #expect(FaultVerdict.problems(gone, clean: gone).isEmpty)
        let found = ReleaseState(revisions: [Revision(1, "uninstalling")], locks: ["groundcrew.web"])
        #expect(
            FaultVerdict.problems(found, clean: gone) == [
                "revisions are left behind: 1 uninstalling", "the lock groundcrew.web is left behind",
            ])
    }

    @Test(arguments: [
        (0, RequestFault.cut, true), (1, .cut, true), (3, .slow, true), (4, .conflict, true), (5, .conflict, true),
        (2, .conflict, false), (139, .cut, false), (137, .cut, false), (137, .kill, true),
    ])
    func aFaultEndsARunInFewWays(exitCode: Int32, fault: RequestFault, isFine: Bool) {
        #expect((FaultVerdict.exitProblem(exitCode, fault) == nil) == isFine)
    }
}
