import Testing
import Value

@testable import Releases

/// Whose pods, events and logs a bundle holds.
@Suite struct PodSelectionTests {
    private static func pod(_ name: String, _ labels: Object = [:], _ status: Object = [:]) -> Value {
        [
            "kind": "Pod", "metadata": ["name": .string(name), "namespace": "ns", "labels": .object(labels)],
            "status": .object(status),
        ]
    }

    private static func event(_ kind: String, _ name: String, key: String = "involvedObject") -> Value {
        .object([key: ["kind": .string(kind), "name": .string(name)], "reason": "Failed"])
    }

    private static let workloads: [Value] = [
        [
            "kind": "Deployment", "metadata": ["name": "web"],
            "spec": ["selector": ["matchLabels": ["app": "web", "t": "a"]]],
        ],
        ["kind": "Job", "metadata": ["name": "setup"]],
        ["kind": "Service", "metadata": ["name": "front"], "spec": ["selector": ["app": "other"]]],
        ["kind": "Pod", "metadata": ["name": "alone"]],
        ["kind": "StatefulSet", "metadata": ["name": "db"], "spec": ["selector": ["matchLabels": [:]]]],
    ]

    @Test(arguments: [
        (pod("web-1", ["app": "web", "t": "a", "more": "b"]), true), (pod("web-2", ["app": "web"]), false),
        (pod("setup-x", ["job-name": "setup"]), true), (pod("setup-y"), false), (pod("alone"), true),
        (pod("other-1", ["app": "other"]), false), (pod("db-0", ["app": "db"]), false),
        (pod("op-1", ["app.kubernetes.io/name": "op", "tier": "x"]), true),
        (pod("op-2", ["app.kubernetes.io/name": "op"]), false),
    ])
    func podsBelongByTheirLabelsAndNames(pod: Value, belongs: Bool) {
        let selection = PodSelection(Self.workloads, more: ["app.kubernetes.io/name=op,tier==x", "", "nonsense"])
        #expect(selection.holds(pod: pod) == belongs)
    }

    @Test(
        arguments: [
            (event("Pod", "web-1"), true), (event("Pod", "foreign-1"), false), (event("Deployment", "web"), true),
            (event("ReplicaSet", "web-5f6"), true), (event("ReplicaSet", "website-5f6"), false),
            (event("Deployment", "web", key: "regarding"), true), (event("Service", "web"), false),
            (.object(["reason": "x"]), false),
        ] as [(Value, Bool)])
    func eventsBelongByWhatTheyAreAbout(event: Value, belongs: Bool) {
        #expect(PodSelection(Self.workloads).concerns(event: event, pods: ["web-1"]) == belongs)
    }

    // MARK: - Logs

    private static func container(_ name: String, _ state: Object, restarts: Int64 = 0, last: Object = [:]) -> Value {
        [
            "name": .string(name), "state": .object(state), "restartCount": .integer(restarts),
            "lastState": .object(last),
        ]
    }

    private static let ready: Value = ["type": "Ready", "status": "True"]

    @Test func logsAreThoseOfPodsThatAreNotWell() {
        let running: Object = ["running": ["startedAt": "x"]]
        let pods = [
            Self.pod("fine", [:], ["conditions": [Self.ready], "containerStatuses": [Self.container("a", running)]]),
            Self.pod(
                "done", [:], ["phase": "Succeeded", "containerStatuses": [Self.container("a", ["terminated": [:]])]]),
            Self.pod(
                "again", [:],
                [
                    "conditions": [Self.ready],
                    "containerStatuses": [Self.container("a", running, restarts: 2, last: ["terminated": [:]])],
                ]),
            Self.pod(
                "late", [:],
                ["containerStatuses": [Self.container("a", running), Self.container("b", ["waiting": [:]])]]),
            Self.pod(
                "crashing", [:],
                [
                    "initContainerStatuses": [Self.container("i", ["terminated": [:]])],
                    "containerStatuses": [
                        Self.container("a", ["waiting": [:]], restarts: 3, last: ["terminated": [:]])
                    ],
                ]),
            Self.pod("pending"),
        ]
        #expect(
            LogPlace.all(pods).map(\.path) == [
                "logs/ns/again/a.log", "logs/ns/again/a.previous.log", "logs/ns/late/a.log", "logs/ns/crashing/i.log",
                "logs/ns/crashing/a.log", "logs/ns/crashing/a.previous.log",
            ])
    }
}
