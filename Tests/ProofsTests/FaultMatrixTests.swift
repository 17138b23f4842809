import Testing

@testable import Proofs

@Suite struct FaultMatrixTests {
    private let counts: [ProvenVerb: RequestCounts] = [
        .install: RequestCounts(changes: 3, reads: 11), .upgrade: RequestCounts(changes: 1, reads: 4),
        .rollback: RequestCounts(changes: 2, reads: 5), .uninstall: RequestCounts(changes: 40, reads: 60),
    ]

    @Test func everyChangeAndEveryFifthReadMeetsEveryFault() {
        let cases = FaultMatrix.cases(counts)
        #expect(Set(cases.map(\.id)).count == cases.count)
        #expect(cases.count == ((3 + 2) + 1 + (2 + 1) + (40 + 12)) * 8)
        let install = cases.filter { $0.verb == .install && $0.fault == .kill }.map(\.id)
        #expect(
            install == [
                "install/kill/change-1", "install/kill/change-2", "install/kill/change-3", "install/kill/read-5",
                "install/kill/read-10",
            ])
        #expect(!cases.contains { $0.fault == .restart }, "others work on the same server")
    }

    @Test func aSampleHasEachFaultInHalfOfTheVerbsAtOtherPlaces() {
        let sample = FaultMatrix.sample(counts)
        #expect(sample.count == ProvenVerb.allCases.count * 4)
        for verb in ProvenVerb.allCases {
            #expect(Set(sample.filter { $0.verb == verb }.map(\.fault)).count == 4)
        }
        let faults = Set(sample.map(\.fault))
        #expect(faults.count == 8)
        for fault in faults {
            #expect(Set(sample.filter { $0.fault == fault }.map(\.verb)).count == ProvenVerb.allCases.count / 2)
        }
        #expect(Set(sample.filter { $0.verb == .uninstall }.map(\.place)).count == 4)
        #expect(sample == FaultMatrix.sample(counts), "the same ones every time")
        #expect(Set(FaultMatrix.cases(counts)).isSuperset(of: sample))
        #expect(FaultMatrix.sample([:]).isEmpty)
    }

    @Test func restartsAreSpreadOverTheChanges() {
        let restarts = FaultMatrix.restarts(counts, perVerb: 4)
        #expect(restarts.allSatisfy { $0.fault == .restart })
        #expect(
            restarts.filter { $0.verb == .uninstall }.map(\.place) == [
                .change(1), .change(11), .change(21), .change(31),
            ])
        #expect(restarts.filter { $0.verb == .upgrade }.map(\.place) == [.change(1)])
    }

    @Test func whoRunsAgainCannotKnowHowFarItCame() {
        let charts = (first: "one", second: "two")
        func words(_ verb: ProvenVerb, isAgain: Bool) -> String {
            verb.arguments(charts, namespace: "ns", isAgain: isAgain).joined(separator: " ")
        }
        #expect(words(.install, isAgain: false).hasPrefix("release install web one --create-namespace --wait"))
        #expect(words(.install, isAgain: true).hasPrefix("release upgrade --install web one"))
        #expect(words(.upgrade, isAgain: true).hasPrefix("release upgrade web two --crds upgrade"))
        #expect(words(.rollback, isAgain: true).hasPrefix("release rollback web 1"))
        #expect(!words(.uninstall, isAgain: false).contains("--ignore-not-found"))
        #expect(words(.uninstall, isAgain: true).contains("--ignore-not-found"))
        #expect(ProvenVerb.allCases.allSatisfy { words($0, isAgain: false).contains("--namespace ns") })
    }
}
