import Readiness
import Testing
import Value

@Suite struct StatusTests {
    @Test func deletionComesFirst() throws {
        StatusCase.check([
            try StatusCase(
                "plain",
                #"{"kind":"X","metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","generation":2},"status":{"observedGeneration":1}}"#,
                .terminating, "is being deleted since 2026-01-01T00:00:00Z"),
            try StatusCase(
                "F21 a finalizer whose operator is gone",
                #"{"kind":"X","metadata":{"deletionTimestamp":"t","finalizers":["kaito.sh/f","b"]}}"#, .terminating,
                "is being deleted since t, waits for finalizers kaito.sh/f, b"),
        ])
    }

    @Test func f46AGenerationThatIsNotObservedIsInProgress() throws {
        StatusCase.check([
            try StatusCase(
                "older",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":2,"conditions":[{"type":"Ready","status":"True"}]}}"#,
                .inProgress, "generation is 3, but the controller has seen 2"),
            try StatusCase(
                "same", #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":3}}"#, .current,
                "is current"),
            try StatusCase(
                "not told", #"{"kind":"X","metadata":{"generation":3},"status":{}}"#, .current, "is current"),
            try StatusCase(
                "no generation", #"{"kind":"X","metadata":{},"status":{"observedGeneration":3}}"#, .current,
                "is current"),
            try StatusCase(
                "a float without a fraction",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":3.0}}"#, .current, "is current"
            ),
        ])
    }

    @Test func f45AnObservedGenerationOfTheWrongTypeIsSaidNotIgnored() throws {
        StatusCase.check([
            try StatusCase(
                "text",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":"3","conditions":[{"type":"Ready","status":"True"}]}}"#,
                .unknown, "status.observedGeneration is a string where an integer belongs"),
            try StatusCase(
                "fraction", #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":1.5}}"#, .unknown,
                "status.observedGeneration is a number where an integer belongs"),
            try StatusCase(
                "status is text", #"{"kind":"X","metadata":{"generation":3},"status":"ok"}"#, .unknown,
                "status is a string where an object belongs"),
            try StatusCase(
                "conditions are an object", #"{"kind":"X","status":{"conditions":{"Ready":"True"}}}"#, .unknown,
                "status.conditions is an object where an array belongs"),
            try StatusCase(
                "a condition is text", #"{"kind":"X","status":{"conditions":["Ready"]}}"#, .unknown,
                "status.conditions[0] is a string where a condition belongs"),
            try StatusCase(
                "replicas are text", #"{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":"3"}}"#, .unknown,
                "spec.replicas is a string where an integer belongs"),
            try StatusCase("no object at all", #"[1]"#, .unknown, " is an array where an object belongs"),
        ])
    }

    @Test func f45AnObjectThatNeverSetsReadyIsCurrent() throws {
        StatusCase.check([
            try StatusCase(
                "no status", #"{"apiVersion":"x.io/v1","kind":"X","metadata":{"generation":1}}"#, .current, "is current"
            ),
            try StatusCase(
                "null status", #"{"apiVersion":"x.io/v1","kind":"X","status":null}"#, .current, "is current"),
            try StatusCase(
                "other conditions", #"{"kind":"X","status":{"conditions":[{"type":"Synced","status":"False"}]}}"#,
                .current, "is current"),
        ])
    }

    @Test func standardConditionsDecide() throws {
        StatusCase.check([
            try StatusCase(
                "reconciling",
                #"{"kind":"X","status":{"conditions":[{"type":"Reconciling","status":"True","reason":"R","message":"busy"},{"type":"Ready","status":"True"}]}}"#,
                .inProgress, "busy"),
            try StatusCase(
                "stalled",
                #"{"kind":"X","status":{"conditions":[{"type":"Stalled","status":"True","reason":"R","message":"stuck"}]}}"#,
                .failed, "stuck"),
            try StatusCase(
                "not reconciling",
                #"{"kind":"X","status":{"conditions":[{"type":"Reconciling","status":"False"},{"type":"Stalled","status":"False"}]}}"#,
                .current, "is current"),
            try StatusCase(
                "ready", #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"True"}]}}"#, .current,
                "is ready"),
            try StatusCase(
                "not ready",
                #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"False","reason":"Waiting","message":"for pods"}]}}"#,
                .inProgress, "for pods"),
            try StatusCase(
                "only a reason",
                #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"False","reason":"Waiting"}]}}"#,
                .inProgress, "Waiting"),
            try StatusCase(
                "unknown", #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}"#, .inProgress,
                "Ready is Unknown"),
        ])
        #expect(
            status(of: [
                "kind": "X", "status": ["conditions": [["type": "Ready", "status": "False", "reason": "Waiting"]]],
            ]).reason == "Waiting")
        #expect(ResourceStatus.notFound.phase == .notFound)
        #expect(!ResourceStatus.notFound.isReady)
    }
}
