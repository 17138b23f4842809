import Readiness
import Testing
import Value

@Suite struct CRDStateTests {
    private func crd(_ conditions: [(String, String)], versions: [(String, Bool)]) -> Value {
        [
            "spec": ["versions": .array(versions.map { ["name": .string($0.0), "served": .bool($0.1)] })],
            "status": [
                "conditions": .array(
                    conditions.map {
                        ["type": .string($0.0), "status": .string($0.1), "message": "\"Widget\" is in use"]
                    })
            ],
        ]
    }

    @Test func isUsableOnceEstablishedWithAVersionThatIsWanted() {
        let state = CRDState(crd([("Established", "True")], versions: [("v1", true), ("v2", false)]))
        #expect(state.isUsable(versions: ["v2", "v1"]))
        #expect(state.isUsable())
        #expect(state.problem(versions: ["v1"]) == nil)
        #expect(!state.isUsable(versions: ["v2"]))
        #expect(state.problem(versions: ["v2", "v3"]) == "serves v1, not v2 or v3")
    }

    @Test func saysWhyItIsNotUsable() {
        let waiting = CRDState(crd([], versions: [("v1", true)]))
        #expect(!waiting.isUsable(versions: ["v1"]))
        #expect(waiting.problem(versions: ["v1"]) == "is not established")
        let refused = CRDState(crd([("NamesAccepted", "False")], versions: [("v1", true)]))
        #expect(refused.problem(versions: []) == "is not accepted: \"Widget\" is in use")
        let none = CRDState(crd([("Established", "True")], versions: [("v1", false)]))
        #expect(!none.isUsable(versions: []))
        #expect(none.problem(versions: []) == "serves no version")
    }

    @Test func oneThatIsBeingRemovedIsNotUsable() throws {
        var object = try #require(crd([("Established", "True")], versions: [("v1", true)]).object)
        object["metadata"] = ["deletionTimestamp": "2026-11-29T12:00:00Z"]
        #expect(CRDState(.object(object)).problem() == "is being deleted")
    }

    @Test func namesItsVersionsAsObjectsDo() {
        let state = CRDState([
            "spec": [
                "group": "example.com", "names": ["kind": "Widget"],
                "versions": [["name": "v1", "served": true], ["name": "v0", "served": false]],
            ]
        ])
        #expect(state.servedAPIVersions == ["example.com/v1"])
        #expect(state.kind == "Widget")
        #expect(state.problem() == "is not established")
    }

    @Test func anObjectOfAnotherShapeIsNotUsable() {
        #expect(!CRDState("text").isUsable(versions: []))
        #expect(!CRDState(["status": ["conditions": ["Established"]]]).isUsable(versions: []))
    }
}
