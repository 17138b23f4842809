import Testing
import Value

@testable import Preflight

/// Pods and images of rendered objects, and what checks may know of them.
@Suite struct RenderedPodTests {
    private static func pods(_ text: String) throws -> [RenderedPod] {
        let objects = try PlannedCase.values(text)
        return objects.flatMap { RenderedPod.all(in: $0, beside: objects) }
    }

    /// An object, and its pods as `PATH × REPLICAS`.
    struct Kind: Sendable, CustomTestStringConvertible {
        var object: String
        var pods: [String]
        var testDescription: String { object }
    }

    private static let containers = "containers: [{name: a, image: i}]"

    @Test(arguments: [
        Kind(object: "{apiVersion: v1, kind: Pod, spec: {\(containers)}}", pods: ["spec × 1 exact"]),
        Kind(
            object: "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 3, template: {spec: {\(containers)}}}}",
            pods: ["spec.template.spec × 3 exact"]),
        Kind(
            object: "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {\(containers)}}}}",
            pods: ["spec.template.spec × 1 exact"]),
        Kind(
            object: "{apiVersion: apps/v1, kind: ReplicaSet, spec: {replicas: 0, template: {spec: {\(containers)}}}}",
            pods: ["spec.template.spec × 0 exact"]),
        Kind(
            object: "{apiVersion: apps/v1, kind: DaemonSet, spec: {template: {spec: {\(containers)}}}}",
            pods: ["spec.template.spec × 1 exact per node"]),
        Kind(
            object: "{apiVersion: batch/v1, kind: Job, spec: {parallelism: 2, template: {spec: {\(containers)}}}}",
            pods: ["spec.template.spec × 2 exact"]),
        Kind(
            object:
                "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {\(containers)}}}}}}",
            pods: ["spec.jobTemplate.spec.template.spec × 0 exact"]),
        // What other objects hold is likely to become pods.
        Kind(
            object: """
                {apiVersion: a.test/v1, kind: Graph, spec: {replicas: 2, head: {template: {spec: {\(containers)}}},
                  workers: [{replicas: 4, template: {spec: {\(containers)}}}]}}
                """,
            pods: ["spec.head.template.spec × 2", "spec.workers[0].template.spec × 4"]),
        Kind(object: "{apiVersion: a.test/v1, kind: Graph, spec: {containers: [a, b]}}", pods: []),
        Kind(
            object: "{apiVersion: a.test/v1, kind: Graph, spec: {replicas: -3, x: {\(containers)}}}",
            pods: ["spec.x × 0"]),
        // Dynamo's older API: the container stands apart, its resources and its numbers with the component.
        Kind(
            object: """
                {apiVersion: nvidia.com/v1alpha1, kind: DynamoGraphDeployment, spec: {services: {
                  Frontend: {replicas: 2, extraPodSpec: {mainContainer: {image: i}}},
                  Worker: {replicas: 3, multinode: {nodeCount: 4}, extraPodSpec: {mainContainer: {image: i}}}}}}
                """,
            pods: ["spec.services.Frontend.extraPodSpec × 2", "spec.services.Worker.extraPodSpec × 12"]),
        // KServe's: the numbers stand in the spec itself, or beside it; the image may be the operator's.
        Kind(
            object:
                "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, spec: {predictor: {minReplicas: 3, \(containers)}}}",
            pods: ["spec.predictor × 3"]),
        Kind(
            object: """
                {apiVersion: serving.kserve.io/v1alpha1, kind: LLMInferenceService, spec: {scaling: {minReplicas: 2},
                  template: {containers: [{name: main, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
                """,
            pods: ["spec.template × 2"]),
        // On several nodes: one pod leads, and the workers are the others.
        Kind(
            object: """
                {apiVersion: serving.kserve.io/v1alpha2, kind: LLMInferenceService, spec: {replicas: 2,
                  parallelism: {data: 24, dataLocal: 8}, template: {\(containers)}, worker: {\(containers)},
                  prefill: {replicas: 1, parallelism: {pipeline: 4}, template: {\(containers)}, worker: {\(containers)}}}}
                """,
            pods: [
                "spec.template × 2", "spec.worker × 4", "spec.prefill.template × 1", "spec.prefill.worker × 3",
            ]),
        Kind(
            object: """
                {apiVersion: serving.kserve.io/v1alpha1, kind: LLMInferenceService, spec: {
                  parallelism: {data: 8, dataLocal: 0}, worker: {\(containers)}}}
                """,
            pods: ["spec.worker × 1"]),
        // OME's: of a service and its runtime together; of another runtime nothing is known.
        Kind(
            object: """
                apiVersion: ome.io/v1beta1
                kind: InferenceService
                metadata: {name: qwen, namespace: models}
                spec:
                  runtime: {name: own}
                  engine: {minReplicas: 2, runner: {name: ome-container, args: [a]}}
                  router: {minReplicas: 1}
                ---
                apiVersion: ome.io/v1beta1
                kind: ServingRuntime
                metadata: {name: own, namespace: models}
                spec: {engineConfig: {runner: {name: ome-container, image: i}}, routerConfig: {runner: {name: router, image: r}}}
                """,
            pods: ["spec.engine × 2", "spec.router × 1"]),
        Kind(
            object: """
                apiVersion: ome.io/v1beta1
                kind: InferenceService
                metadata: {name: qwen, namespace: models}
                spec:
                  runtime: {name: own}
                  engine: {minReplicas: 2, leader: {runner: {name: ome-container}}, worker: {size: 3, runner: {name: ome-container}}}
                ---
                apiVersion: ome.io/v1beta1
                kind: ServingRuntime
                metadata: {name: own, namespace: models}
                spec: {engineConfig: {leader: {runner: {image: i}}, worker: {runner: {image: i}}}}
                """,
            pods: ["spec.engine.leader × 2", "spec.engine.worker × 6"]),
        Kind(
            object: """
                {apiVersion: ome.io/v1beta1, kind: InferenceService, metadata: {name: qwen, namespace: models},
                  spec: {runtime: {name: there}, engine: {minReplicas: 2}}}
                """, pods: []),
        Kind(
            object: "{apiVersion: kaito.sh/v1beta1, kind: Workspace, resource: {}, inference: {preset: {name: a/b}}}",
            pods: []),
        Kind(object: "{apiVersion: v1, kind: ConfigMap, spec: {\(containers)}}", pods: []),
        Kind(
            object: "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {\(containers)}}",
            pods: []),
        Kind(object: "{apiVersion: v1, kind: Service}", pods: []), Kind(object: "{spec: {\(containers)}}", pods: []),
    ])
    func podsAreFound(kind: Kind) throws {
        let pods = try Self.pods(kind.object).map { pod in
            "\(pod.path) × \(pod.replicas)\(pod.isExact ? " exact" : "")\(pod.isPerNode ? " per node" : "")"
        }
        #expect(pods == kind.pods)
    }

    @Test(
        arguments: [
            (
                "{kind: Pod, spec: {containers: [{image: a}, {image: b}, {image: a}], initContainers: [{image: c}]}}",
                ["a", "b", "c"]
            ),
            ("{kind: Graph, spec: {mainContainer: {image: a}, image: {repository: r}}}", ["a"]),
            ("{kind: Graph, metadata: {annotations: {image: a}}, spec: {image: ''}}", []),
            ("{kind: Secret, image: a}", []), ("{spec: {image: a}}", []),
        ] as [(String, [String])])
    func imagesAreFound(object: String, images: [String]) throws {
        #expect(try PlannedCase.values(object).flatMap(RenderedPod.images).sorted() == images)
    }

    // MARK: - Summary

    private static let full = """
        apiVersion: v1
        kind: Pod
        metadata: {name: full, namespace: 'n'}
        spec:
          serviceAccountName: web
          runtimeClassName: nvidia
          priorityClassName: high
          nodeSelector: {pool: gpu}
          tolerations: [{key: nvidia.com/gpu, operator: Exists}]
          imagePullSecrets: [{name: reg}, {name: reg}, {}]
          overhead: {cpu: 100m}
          volumes: [{name: w, persistentVolumeClaim: {claimName: weights}}, {name: e, emptyDir: {}}]
          resourceClaims: [{name: g, resourceClaimTemplateName: gpus}, {name: h, resourceClaimName: one}]
          initContainers:
          - {name: first, image: a, resources: {requests: {cpu: 3}}}
          - {name: sidecar, image: b, restartPolicy: Always, resources: {requests: {cpu: 500m, memory: 1Gi}}}
          containers:
          - name: main
            image: c
            args: [--token=hunter2]
            env: [{name: TOKEN, value: hunter2}]
            resources: {requests: {cpu: 1, memory: 2Gi, ephemeral-storage: 1Gi}, limits: {nvidia.com/gpu: 2, cpu: odd}}
        """

    @Test func aPodIsSummedUp() throws {
        let summary = try #require(try Self.pods(Self.full).first).summary
        #expect(summary["images"] == ["a", "b", "c"])
        #expect(summary["pullSecrets"] == ["reg"])
        // The first init container runs alone, and takes more than all that run later.
        let use: Value = ["milliCPU": 3100, "memory": .integer(3 << 30), "disk": .integer(1 << 30)]
        #expect(summary["use"] == use)
        #expect(summary["requests"] == ["nvidia.com/gpu": 2])
        #expect(summary["runtimeClass"] == "nvidia" && summary["priorityClass"] == "high")
        #expect(summary["serviceAccount"] == "web" && summary["nodeSelector"] == ["pool": "gpu"])
        #expect(summary["claims"] == ["weights"] && summary["resourceClaims"] == ["gpus", "one"])
        #expect(summary["tolerations"]?[0]?["key"] == "nvidia.com/gpu")
        #expect(summary["containers"]?[2]?["limits"] == ["nvidia.com/gpu": "2", "cpu": "odd"])
        #expect(
            summary["unread"] == [["container": "main", "list": "limits", "resource": "cpu", "text": "odd"]])
        #expect(summary["containers"]?.array?.map { $0["init"] } == [true, true, false])
        #expect(!summary.json().contains("hunter2"))
    }

    private static let older = """
        apiVersion: nvidia.com/v1alpha1
        kind: DynamoGraphDeployment
        metadata: {name: qwen, namespace: models}
        spec:
          services:
            Worker:
              replicas: 2
              resources:
                requests: {cpu: 2, memory: 4Gi}
                limits: {gpu: 1, gpuType: amd.com/gpu, memory: 4Gi, custom: {rdma/ib: 1}}
              extraPodSpec:
                serviceAccountName: worker
                imagePullSecrets: [{name: reg}]
                mainContainer: {image: i}
        """

    @Test func podsOfDynamosOlderAPIAreSummedUpLikeOthers() throws {
        let summary = try #require(try Self.pods(Self.older).first).summary
        #expect(summary["images"] == ["i"] && summary["pullSecrets"] == ["reg"])
        #expect(summary["serviceAccount"] == "worker" && summary["exact"] == false)
        #expect(summary["requests"] == ["amd.com/gpu": 1, "rdma/ib": 1])
        #expect(summary["use"]?["milliCPU"] == 2000 && summary["use"]?["memory"] == .integer(4 << 30))
        #expect(summary["containers"]?[0]?["name"] == "main")
    }

    @Test func podsOfAServiceAndItsRuntimeHaveBoth() throws {
        let text = """
            apiVersion: ome.io/v1beta1
            kind: InferenceService
            metadata: {name: qwen, namespace: models}
            spec:
              runtime: {name: own}
              engine: {runner: {name: ome-container, resources: {limits: {nvidia.com/gpu: 2}}}, priorityClassName: high}
            ---
            apiVersion: ome.io/v1beta1
            kind: ServingRuntime
            metadata: {name: own, namespace: models}
            spec:
              engineConfig:
                serviceAccountName: engine
                imagePullSecrets: [{name: reg}]
                runner: {name: ome-container, image: i, securityContext: {privileged: true}}
            """
        let summary = try #require(try Self.pods(text).first).summary
        #expect(summary["images"] == ["i"] && summary["pullSecrets"] == ["reg"])
        #expect(summary["serviceAccount"] == "engine" && summary["priorityClass"] == "high")
        #expect(summary["requests"] == ["nvidia.com/gpu": 2])
        #expect(summary["baseline"]?.array?.isEmpty == false)
    }

    @Test(
        arguments: [
            ("activeDeadlineSeconds: 60", "ending", true), ("hostNetwork: false", "ending", false),
            (
                "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}",
                "affine", true
            ),
            ("affinity: {nodeAffinity: {}}", "affine", false),
            (
                "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{namespaces: [a]}]}}",
                "crossNamespace", true
            ),
            (
                "affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
                    + "[{podAffinityTerm: {namespaceSelector: {}}}]}}", "crossNamespace", true
            ),
            (
                "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a}]}}",
                "crossNamespace", false
            ),
        ] as [(String, String, Bool)])
    func whatQuotasAndNodesGoByIsTold(spec: String, key: String, holds: Bool) throws {
        let text = "{apiVersion: v1, kind: Pod, spec: {\(spec), \(Self.containers)}}"
        #expect(try Self.pods(text).first?.summary[key] == .bool(holds))
    }

    @Test func whatIsNotSaidIsEmpty() throws {
        let summary = try #require(
            try Self.pods("{apiVersion: v1, kind: Pod, spec: {serviceAccount: old, \(Self.containers)}}").first
        ).summary
        #expect(summary["serviceAccount"] == "old" && summary["runtimeClass"] == "")
        #expect(summary["use"] == ["milliCPU": 0, "memory": 0, "disk": 0] && summary["requests"] == [:])
        #expect(summary["unread"] == [])
        let plain = try #require(try Self.pods("{apiVersion: v1, kind: Pod, spec: {\(Self.containers)}}").first)
        #expect(plain.summary["serviceAccount"] == "default")
    }

    // MARK: - Sizes

    @Test(
        arguments: [
            ("{apiVersion: v1, kind: ConfigMap, data: {a: xyz}, binaryData: {b: AAAA}}", 0, 6 - 2),
            ("{apiVersion: v1, kind: Secret, data: {a: AAAAAAAA}, stringData: {b: xy}}", 0, 6 - 2 + 2),
            ("{apiVersion: a.test/v1, kind: Secret, data: {a: AAAAAAAA}}", 0, 0),
            ("{apiVersion: v1, kind: Service, metadata: {annotations: {abc: de, f: ''}}}", 6, 0),
        ] as [(String, Int64, Int64)])
    func sizesAreThoseOfTheServer(object: String, annotations: Int64, data: Int64) throws {
        let value = try #require(try PlannedCase.values(object).first)
        #expect(RenderedSize.annotations(of: value) == annotations)
        #expect(RenderedSize.data(of: value) == data)
    }
}
