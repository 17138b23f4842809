import Testing
import Value
import YAML

@testable import Sandbox

@Suite struct ControllerTests {
    private static func deployment(
        _ name: String = "web", replicas: Int64 = 2, gpus: Int64 = 0, annotations: Object = [:]
    ) -> Value {
        var container: Value = ["name": "c", "image": "sandbox.invalid/c:1"]
        if gpus > 0 { container[at: "resources", "limits", "nvidia.com/gpu"] = .integer(gpus) }
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
            "spec": [
                "replicas": .integer(replicas), "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)], "annotations": .object(annotations)],
                    "spec": ["containers": [container]],
                ],
            ],
        ]
    }

    private let deployments = "/apis/apps/v1/namespaces/default/deployments"
    private let pods = "/api/v1/namespaces/default/pods"

    private func items(_ scene: Scene, _ path: String) throws -> [Value] {
        try scene.send("GET", path).body["items"]?.array ?? []
    }

    @Test func aDeploymentBecomesAvailableInTime() throws {
        let scene = try Scene()
        try scene.send("POST", deployments, Self.deployment())
        scene.simulation.settle()
        #expect(try items(scene, pods).count == 2)
        #expect(try scene.send("GET", "\(deployments)/web").body.condition("Available")?["status"] == "False")
        scene.pass(seconds: 6)
        let ready = try scene.send("GET", "\(deployments)/web").body
        #expect(ready.condition("Available")?["status"] == "True")
        #expect(ready[at: "status", "readyReplicas"] == 2)
        #expect(ready[at: "status", "observedGeneration"] == .integer(ready.generation))
    }

    @Test func aNewTemplateRollsOut() throws {
        let scene = try Scene()
        try scene.send("POST", deployments, Self.deployment())
        scene.pass(seconds: 6)
        let old = Set(try items(scene, pods).map(\.name))
        let patch: Value = [
            "spec": ["template": ["spec": ["containers": [["name": "c", "image": "sandbox.invalid/c:2"]]]]]
        ]
        try scene.send("PATCH", "\(deployments)/web", patch, type: "application/strategic-merge-patch+json")
        scene.pass(seconds: 12)
        let new = Set(try items(scene, pods).map(\.name))
        #expect(new.count == 2 && new.isDisjoint(with: old))
    }

    @Test func gpusAreCountedAndTheSchedulerSaysWhatIsMissing() throws {
        let scene = try Scene()
        try scene.send("POST", deployments, Self.deployment(replicas: 3, gpus: 8))
        scene.pass(seconds: 6)
        let all = try items(scene, pods)
        #expect(all.count { $0[at: "spec", "nodeName"] != nil } == 2)
        let waiting = try #require(all.first { $0[at: "spec", "nodeName"] == nil })
        #expect(
            waiting.condition("PodScheduled")?["message"]
                == "0/6 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) were unschedulable, 4 Insufficient nvidia.com/gpu. preemption: 0/6 nodes are available: 2 Preemption is not helpful for scheduling, 4 No preemption victims found for incoming pod."
        )
        let events = try items(scene, "/api/v1/namespaces/default/events?fieldSelector=reason%3DFailedScheduling")
        #expect(events.count == 1)
    }

    @Test(arguments: [
        (PodFault.imagePullBackOff, "ImagePullBackOff"), (.crashLoop, "CrashLoopBackOff"), (.neverReady, ""),
    ])
    func podsFailOnDemand(fault: PodFault, reason: String) throws {
        let scene = try Scene()
        try scene.send(
            "POST", deployments,
            Self.deployment(replicas: 1, annotations: [PodFault.annotation: .string(fault.rawValue)]))
        scene.pass(seconds: 30)
        let pod = try #require(try items(scene, pods).first)
        #expect(pod.condition("Ready")?["status"] == "False")
        #expect(pod[at: "status", "containerStatuses"]?[0]?[at: "state", "waiting", "reason"]?.string ?? "" == reason)
    }

    @Test func faultsOfTheFileGoByName() throws {
        let scene = try Scene(faults: [
            SandboxFault(kind: "Pod", name: "web-*", fault: "image-pull-backoff", message: "no such image")
        ])
        try scene.send("POST", deployments, Self.deployment(replicas: 1))
        scene.pass(seconds: 6)
        let pod = try #require(try items(scene, pods).first)
        #expect(pod[at: "status", "containerStatuses"]?[0]?[at: "state", "waiting", "message"] == "no such image")
    }

    @Test(arguments: [("Background", 0), ("Foreground", 0), ("Orphan", 2)])
    func dependentsFollowThePropagation(policy: String, left: Int) throws {
        let scene = try Scene()
        try scene.send("POST", deployments, Self.deployment())
        scene.pass(seconds: 6)
        try scene.send("DELETE", "\(deployments)/web?propagationPolicy=\(policy)")
        if policy == "Foreground" {
            #expect(try scene.send("GET", "\(deployments)/web").body.finalizers == ["foregroundDeletion"])
        }
        scene.pass(seconds: 4)
        #expect(try scene.send("GET", "\(deployments)/web").status == 404)
        #expect(try items(scene, pods).count == left)
    }

    @Test func finalizersHoldAnObject() throws {
        let scene = try Scene()
        let maps = "/api/v1/namespaces/default/configmaps"
        try scene.send(
            "POST", maps,
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "finalizers": ["x.example/y"]]])
        let deleted = try scene.send("DELETE", "\(maps)/a").body
        #expect(deleted.isBeingDeleted)
        scene.pass(seconds: 3)
        #expect(try scene.send("GET", "\(maps)/a").status == 200)
        try scene.send("PATCH", "\(maps)/a", ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
        #expect(try scene.send("GET", "\(maps)/a").status == 404)
    }

    @Test func aTerminatingNamespaceTakesNothingNew() throws {
        let scene = try Scene()
        try scene.send(
            "POST", "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]])
        scene.simulation.settle()
        let maps = "/api/v1/namespaces/team/configmaps"
        try scene.send(
            "POST", maps,
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "finalizers": ["x.example/y"]]])
        #expect(try scene.send("DELETE", "/api/v1/namespaces/team").body[at: "status", "phase"] == "Terminating")
        let refused = try scene.send(
            "POST", maps, ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "b"]])
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]
                == "configmaps \"b\" is forbidden: unable to create new content in namespace team because it is being terminated"
        )
        #expect(refused.body[at: "details", "causes"]?[0]?["reason"] == "NamespaceTerminating")
        scene.pass(seconds: 3)
        let stuck = try scene.send("GET", "/api/v1/namespaces/team").body
        #expect(stuck.condition("NamespaceContentRemaining")?["message"]?.string?.contains("configmaps has 1") == true)
        try scene.send("PATCH", "\(maps)/a", ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
        scene.pass(seconds: 2)
        #expect(try scene.send("GET", "/api/v1/namespaces/team").status == 404)
    }

    @Test func aDefinitionGoesWithItsObjects() throws {
        let scene = try Scene()
        try scene.define()
        let widgets = "/apis/example.com/v1/namespaces/default/widgets"
        try scene.send("POST", widgets, YAML.decode(Widgets.widget(size: 1), file: "w"))
        try scene.send("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com")
        scene.pass(seconds: 2)
        #expect(try scene.send("GET", widgets).status == 404)
        #expect(try scene.send("GET", "/apis/example.com").status == 404)
    }

    @Test func aDefinitionIsServedOnceItIsEstablished() throws {
        let scene = try Scene()
        try scene.send(
            "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            YAML.decode(Widgets.definition, file: "crd"))
        scene.simulation.settle()
        #expect(try scene.send("GET", "/apis/example.com/v1").status == 404)
        scene.pass(seconds: 1)
        #expect(try scene.send("GET", "/apis/example.com/v1").status == 200)
    }

    @Test func jobsCompleteOrFail() throws {
        let scene = try Scene()
        func job(_ name: String, _ annotations: Object) -> Value {
            [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": .string(name)],
                "spec": [
                    "backoffLimit": 0,
                    "template": [
                        "metadata": ["annotations": .object(annotations)],
                        "spec": ["restartPolicy": "Never", "containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ]
        }
        let jobs = "/apis/batch/v1/namespaces/default/jobs"
        try scene.send("POST", jobs, job("good", [:]))
        try scene.send("POST", jobs, job("bad", [PodFault.annotation: "fail"]))
        scene.pass(seconds: 8)
        #expect(try scene.send("GET", "\(jobs)/good").body.condition("Complete")?["status"] == "True")
        #expect(try scene.send("GET", "\(jobs)/bad").body.condition("Failed")?["reason"] == "BackoffLimitExceeded")
    }

    @Test func statefulSetsStartInOrderWithVolumes() throws {
        let scene = try Scene()
        let set: Value = [
            "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "db"],
            "spec": [
                "replicas": 2, "serviceName": "db", "selector": ["matchLabels": ["app": "db"]],
                "template": [
                    "metadata": ["labels": ["app": "db"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                ],
                "volumeClaimTemplates": [
                    [
                        "metadata": ["name": "data"],
                        "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
                    ]
                ],
            ],
        ]
        try scene.send("POST", "/apis/apps/v1/namespaces/default/statefulsets", set)
        scene.simulation.settle()
        #expect(try items(scene, pods).map(\.name) == ["db-0"])
        scene.pass(seconds: 12)
        #expect(try items(scene, pods).map(\.name) == ["db-0", "db-1"])
        let claims = try items(scene, "/api/v1/namespaces/default/persistentvolumeclaims")
        #expect(claims.map(\.name) == ["data-db-0", "data-db-1"])
        #expect(
            claims.allSatisfy {
                $0[at: "status", "phase"] == "Bound" && $0[at: "spec", "storageClassName"] == "sandbox-standard"
            })
    }

    @Test func daemonSetsRunOnEveryNodeTheyTolerate() throws {
        let scene = try Scene()
        let set: Value = [
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "agent"],
            "spec": [
                "selector": ["matchLabels": ["app": "agent"]],
                "template": [
                    "metadata": ["labels": ["app": "agent"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                ],
            ],
        ]
        try scene.send("POST", "/apis/apps/v1/namespaces/default/daemonsets", set)
        scene.pass(seconds: 6)
        let status = try scene.send("GET", "/apis/apps/v1/namespaces/default/daemonsets/agent").body["status"]
        #expect(status?["desiredNumberScheduled"] == 5)
        #expect(status?["numberReady"] == 5)
    }

    @Test func servicesKnowTheirReadyPods() throws {
        let scene = try Scene()
        try scene.send("POST", deployments, Self.deployment())
        try scene.send(
            "POST", "/api/v1/namespaces/default/services",
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
                "spec": ["selector": ["app": "web"], "ports": [["port": 80]]],
            ])
        let proxy = "/api/v1/namespaces/default/services/web:80/proxy/health"
        let early = try scene.send("GET", proxy)
        #expect(early.status == 503)
        #expect(early.body["message"] == "no endpoints available for service \"web\"")
        scene.pass(seconds: 6)
        let endpoints = try scene.send("GET", "/api/v1/namespaces/default/endpoints/web").body
        #expect(endpoints["subsets"]?[0]?["addresses"]?.array?.count == 2)
        #expect(try scene.send("GET", proxy).body.string?.hasPrefix("simulated") == true)
        #expect(try scene.send("GET", "/api/v1/namespaces/default/services/web:81/proxy/").status == 503)
    }

    @Test func theSameSeedMakesTheSameWorld() throws {
        func names() throws -> [String] {
            let scene = try Scene()
            try scene.send("POST", deployments, Self.deployment())
            scene.pass(seconds: 3)
            return try items(scene, pods).map { "\($0.name) \($0.uid) \($0[at: "spec", "nodeName"]?.string ?? "")" }
        }
        #expect(try names() == names())
    }
}
