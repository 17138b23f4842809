import HTTP
import Kubernetes
import Testing
import Value

@testable import Preflight

/// Which CRDs are there, and which cannot be seen.
@Suite struct CRDFactsTests: FactGathering {
    static let wantedCRDs: Object = ["crds": [["name": "a.test", "versions": ["v1"]], ["name": "b.test"]]]
    static let crdPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"

    static func absentCRD(_ name: String) -> StubTransport.Answer {
        var status = StubTransport.status(404, "NotFound").object ?? [:]
        status["details"] = ["name": .string(name)]
        return .json(404, .object(status))
    }

    @Test func crdsArePresentOrAbsent() async throws {
        let crd: Value = [
            "metadata": ["name": "a.test", "deletionTimestamp": "2026-01-01T00:00:00Z"],
            "spec": ["versions": [["name": "v1", "served": true], ["name": "v0", "served": false]]],
            "status": [
                "conditions": [
                    ["type": "NamesAccepted", "status": "False", "message": "taken"],
                    ["type": "Established", "status": "False", "message": "not all names are accepted"],
                ]
            ],
        ]
        let fact = try await gather(
            .crds, for: Self.wantedCRDs,
            [Self.crdPath + "a.test": .json(200, crd), Self.crdPath + "b.test": Self.absentCRD("b.test")])
        #expect(
            fact.value?[0]
                == [
                    "name": "a.test", "present": true, "served": ["v1"], "established": false, "namesRefused": true,
                    "message": "taken", "terminating": true, "manager": "", "release": "",
                ])
        #expect(fact.value?[1] == ["name": "b.test", "present": false])
    }

    @Test(arguments: [
        StubTransport.refusal(403, "Forbidden"), .error(.firstByteTimedOut), StubTransport.refusal(404, "NotFound"),
    ])
    func f32aCRDThatCannotBeReadIsNotAbsent(_ answer: StubTransport.Answer) async throws {
        let fact = try await gather(
            .crds, for: Self.wantedCRDs,
            [Self.crdPath + "a.test": Self.absentCRD("a.test"), Self.crdPath + "b.test": answer])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.verb == "get")
        #expect(reason.resource == "customresourcedefinitions.apiextensions.k8s.io")
    }
}
