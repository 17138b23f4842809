import Commands
import Testing
import Value

/// What a user sees of the checks: standard output and the exit status.
@Suite(.timeLimit(.minutes(3)))
struct PreflightCommandTests {
    private func gpuNodes(_ report: Value?) throws -> Value {
        try #require(report?["results"]?.array?.first { $0["id"] == "gpu-nodes" })
    }

    // MARK: Numbers

    /// The chart's own numbers are floats; a user's number of one kind must meet them without a fault.
    @Test(arguments: [
        ("replicas: 2", "2 nvidia.com/gpu needed"), ("resources: {gpu: 2}", "2 nvidia.com/gpu needed"),
        ("replicas: 2\n    resources: {gpu: 4}", "8 nvidia.com/gpu needed"),
        ("mode: disaggregated\n    values: {decodeReplicas: 2}", "3 nvidia.com/gpu needed"),
        ("mode: disaggregated\n    replicas: 2", "4 nvidia.com/gpu needed"),
        ("values: {resources: {gpu: 2}}", "2 nvidia.com/gpu needed"),
    ])
    func aNumberAloneInABootstrapFileIsCounted(numbers: String, needed: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel + "    \(numbers)\n", to: "cluster.yaml")
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox -o json --events none", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        let result = try gpuNodes(try run.json["preflight"])
        #expect(result["verdict"] == "pass")
        #expect(result["message"]?.string?.contains(needed) == true, "\(result)")
    }

    @Test(arguments: [
        ("--model Qwen/Qwen3-0.6B --gpus 2", "room for qwen3-0-6b: 2 nvidia.com/gpu needed"),
        ("--model Qwen/Qwen3-0.6B --replicas 3", "room for qwen3-0-6b: 3 nvidia.com/gpu needed"),
        ("--model Qwen/Qwen3-0.6B --gpus 4 --replicas 2", "room for qwen3-0-6b: 8 nvidia.com/gpu needed"),
        ("--gpus 2", "room for a deployment: 2 nvidia.com/gpu needed"),
        ("--replicas 5", "room for a deployment: 5 nvidia.com/gpu needed"),
    ])
    func aNumberAloneOnTheCommandLineIsCounted(flags: String, says: String) async throws {
        let run = await CommandRun.of("preflight --sandbox --only gpu-nodes --only cluster -o json \(flags)")
        #expect(run.status == .done, "\(run.everything)")
        #expect(try gpuNodes(try run.json)["message"]?.string?.hasPrefix(says) == true, "\(run.output)")
    }

    @Test(arguments: [
        ("--gpus=-3 --replicas 5", "--gpus is -3; it must be from 0 to 16"),
        ("--replicas=-1", "--replicas is -1; it must be from 0 to 1000"),
        ("--gpus 17", "--gpus is 17"), ("--replicas 1001", "--replicas is 1001"),
    ])
    func aCountThatIsNoneIsBadUsage(flags: String, says: String) async {
        for command in ["preflight --model", "deploy"] {
            let run = await CommandRun.of("\(command) Qwen/Qwen3-0.6B --sandbox \(flags)")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(says), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    // MARK: The whole file at once

    /// Eight GPUs on one node.
    private static let oneNode = """
        apiVersion: groundcrew/v1
        kind: Sandbox
        nodes: [{name: gpu-0, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}]

        """

    /// A provider beside the built-in one.
    static func addProvider(to folder: TemporaryFolder) throws {
        try folder.write("apiVersion: v2\nname: other\nversion: 0.1.0\n", to: "charts/other/Chart.yaml")
        try folder.write(
            "modelId: ''\nengine: vllm\nreplicas: 1\nresources: {gpu: 1}\ntolerations: []\nnodeSelector: {}\n",
            to: "charts/other/values.yaml")
        try folder.write("{\"type\": \"object\"}\n", to: "charts/other/values.schema.json")
        try folder.write(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .Release.Name }}}\n"
                + "spec:\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: other}}\n"
                + "  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: other}]}}\n",
            to: "charts/other/templates/deployment.yaml")
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Provider
            name: other
            title: Other
            operators:
              - {name: other-operator, namespace: other, chart: oci://example.test/other, version: 1.0.0}
              - name: other-router
                namespace: other
                chart: oci://example.test/router
                version: 2.0.0
                crds: [{name: things.other.test, versions: [v1]}]
            resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
            requirements: {kubernetes: ">=1.99.0"}
            capabilities:
              {engines: [vllm], modes: [aggregated], routers: [none], accelerators: [nvidia], tasks: [text-generation]}
            selection: [{when: "true", score: 10, reason: is there}]
            gpus: {perWorker: deployment.resources.gpu, workers: deployment.replicas}
            readiness:
              rules:
                - {when: status.?readyReplicas.orValue(0) > 0, phase: Running, message: is there}
                - {when: "true", phase: Pending}
              endpoint: {service: other, port: 8000}

            """, to: "charts/other/provider.yaml")
    }

    static func models(_ first: String, _ second: String) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        models:
          - {id: Qwen/Qwen3-0.6B, name: one, namespace: models, engine: vllm, \(first)}
          - {id: Qwen/Qwen3-0.6B, name: two, namespace: models, engine: vllm, \(second)}

        """
    }

    @Test func twoProvidersThatNeedTheSameGPUsFail() async throws {
        let folder = try TemporaryFolder()
        try Self.addProvider(to: folder)
        try folder.write(Self.oneNode, to: "sandbox.yaml")
        try folder.write(
            Self.models("provider: dynamo, resources: {gpu: 8}", "provider: other, resources: {gpu: 8}"),
            to: "cluster.yaml")
        let line = "bootstrap -f cluster.yaml --sandbox=sandbox.yaml --charts charts"
        let run = await CommandRun.of("\(line) -o json --report json=report.json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        let report = try #require(try run.json["preflight"])
        // One report for the file, the same as the file of --report.
        #expect(try Value(json: Array(folder.read("report.json").utf8)) == report)
        #expect(try folder.names == ["charts", "cluster.yaml", "report.json", "sandbox.yaml"])
        let gpus = try gpuNodes(report)
        #expect(gpus["verdict"] == "fail")
        #expect(
            gpus["message"]
                == "too few accelerators for one, two: 16 nvidia.com/gpu needed together, the cluster has 8 nvidia.com/gpu"
        )
        #expect(
            gpus["details"] == ["gpu-0: 0 of 8 nvidia.com/gpu free, 8 set aside for one, a worker needs 8"])
        // Each of the others is named with whom it is for.
        let results = report["results"]?.array ?? []
        func message(_ id: String) -> String? { results.first { $0["id"]?.string == id }?["message"]?.string }
        #expect(message("cluster")?.contains("outside the range >=1.99.0 of Other") == true, "\(report)")
        #expect(
            message("crds")
                == "dynamographdeployments.nvidia.com: comes with dynamo-platform; things.other.test: comes with other-router"
        )
        #expect(message("nats") == "not needed by dynamo-platform 1.6.2, other-operator 1.0.0, other-router 2.0.0")

        // Half of them each fit, in either order.
        for sizes in [(4, 4), (1, 7), (7, 1)] {
            try folder.write(
                Self.models(
                    "provider: other, resources: {gpu: \(sizes.0)}", "provider: dynamo, resources: {gpu: \(sizes.1)}"),
                to: "cluster.yaml")
            // The plan judges the checks, and stops short of the other provider's operators, which are nowhere.
            let fits = await CommandRun.of("\(line) --plan -o json", in: folder.path)
            #expect(fits.status != .usage, "\(fits.everything)")
            let gpus = try gpuNodes(try fits.json["preflight"])
            #expect(gpus["verdict"] == "pass", "\(gpus)")
            #expect(gpus["message"]?.string?.contains("8 nvidia.com/gpu needed") == true, "\(gpus)")
        }
    }

    @Test func twoModelsThatNeedTheSameGPUsFail() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.oneNode, to: "sandbox.yaml")
        try folder.write(Self.models("resources: {gpu: 8}", "replicas: 2, resources: {gpu: 1}"), to: "cluster.yaml")
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox=sandbox.yaml -o json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        let gpus = try gpuNodes(try run.json["preflight"])
        #expect(gpus["message"]?.string?.contains("one, two: 10 nvidia.com/gpu needed together") == true, "\(gpus)")

        try folder.write(Self.models("resources: {gpu: 6}", "replicas: 2, resources: {gpu: 1}"), to: "cluster.yaml")
        let fits = await CommandRun.of("bootstrap -f cluster.yaml --sandbox=sandbox.yaml -o json", in: folder.path)
        #expect(fits.status == .done, "\(fits.everything)")
    }

    // MARK: --fail-on

    /// A warning (all accelerators are taken behind a taint) and, for whom may not read, something unknown.
    @Test(arguments: [
        ("", Commands.ExitStatus.done, "passed"), ("--fail-on error", .done, "passed"),
        ("--fail-on unknown", .done, "passed"), ("--fail-on warning", .failed, "failed"),
        ("--fail-on unknown --fail-on warning", .failed, "failed"),
    ])
    func warningsFailWhereAskedFor(flags: String, status: Commands.ExitStatus, outcome: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.tainted, to: "sandbox.yaml")
        let run = await CommandRun.of(
            "preflight --sandbox=sandbox.yaml --only gpu-nodes --only cluster -o json --report json=r.json \(flags)",
            in: folder.path)
        #expect(run.status == status, "\(run.everything)")
        #expect(try run.json["outcome"]?.string == outcome)
        #expect(try Value(json: Array(folder.read("r.json").utf8))["outcome"]?.string == outcome)
    }

    @Test(arguments: [
        ("", Commands.ExitStatus.undecided, "undecided"), ("--fail-on warning", .undecided, "undecided"),
        ("--fail-on unknown", .failed, "failed"),
    ])
    func theUnknownFailsWhereAskedFor(flags: String, status: Commands.ExitStatus, outcome: String) async throws {
        // No Helm is where it is looked for, and a directory cannot be run.
        let run = await CommandRun.of(
            "preflight --sandbox --driver helm --helm /bin/false --only helm -o json \(flags)")
        #expect(run.status == status, "\(run.everything)")
        #expect(try run.json["outcome"]?.string == outcome)
    }

    @Test func aBootstrapStopsOnWarningsWhereAskedFor() async throws {
        let folder = try TemporaryFolder()
        let model = "provider: dynamo, replicas: 1"
        try folder.write(Self.models(model, model), to: "cluster.yaml")
        try folder.write(
            Self.oneNode.replacing("nodes: [{name: gpu-0,", with: "version: v1.29.0\nnodes: [{name: gpu-0,"),
            to: "sandbox.yaml")
        let line = "bootstrap -f cluster.yaml --sandbox=sandbox.yaml -o json"
        let stopped = await CommandRun.of("\(line) --fail-on warning", in: folder.path)
        #expect(stopped.status == .failed, "\(stopped.everything)")
        #expect(try stopped.json["outcome"] == "notReady")
        #expect(try stopped.json["operators"] == [])
        #expect(await CommandRun.of(line, in: folder.path).status == .done)
    }

    // MARK: Taints

    private static let tainted = """
        apiVersion: groundcrew/v1
        kind: Sandbox
        nodes:
          - name: gpu-0
            gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}
            taints: [{key: dedicated, value: ml, effect: NoSchedule}]

        """

    @Test func acceleratorsBehindTaintsThatNobodyToleratesAreNoPlainPass() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.tainted, to: "sandbox.yaml")
        let run = await CommandRun.of("preflight --sandbox=sandbox.yaml --before-install", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        let output = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(output.contains("WARN gpu-nodes: 8 nvidia.com/gpu on 1 of 1 nodes"), "\(run.output)")
        #expect(output.contains("unless they tolerate dedicated=ml:NoSchedule"), "\(run.output)")
        #expect(
            output.contains("tolerations: [{key: dedicated, operator: Equal, value: ml, effect: NoSchedule}]"),
            "\(run.output)")

        // Of a deployment it is known what it tolerates.
        let model = await CommandRun.of(
            "preflight --sandbox=sandbox.yaml --before-install --model Qwen/Qwen3-0.6B", in: folder.path)
        #expect(model.status == .failed, "\(model.everything)")
    }

    // MARK: Dynamic resource allocation

    /// Two GPUs, published whole and as their partitions; a device class stands in for `nvidia.com/gpu`.
    ///
    /// - Parameter rule: the selector of a rule that taints devices.
    private static func dra(slices: Int = 2, taint: String = "", rule: String? = nil) -> String {
        let counters = "counters: {memory: {value: 80Gi}}"
        func device(_ name: String, _ type: String, on set: Int, _ memory: String, _ more: String = "") -> String {
            """
            {name: \(name), attributes: {type: {string: \(type)}}, consumesCounters: [
                {counterSet: gpu-\(set), counters: {memory: {value: \(memory)}}}]\(more)}
            """
        }
        let devices = [0, 1].flatMap { gpu in
            [
                device("gpu-\(gpu)-a", "mig", on: gpu, "40Gi"), device("gpu-\(gpu)-b", "mig", on: gpu, "40Gi"),
                device("gpu-\(gpu)", "gpu", on: gpu, "80Gi", taint),
            ]
        }
        let pool = "pool: {name: gpu-0, generation: 1, resourceSliceCount: \(slices)}"
        return """
            apiVersion: groundcrew/v1
            kind: Sandbox
            nodes: [{name: gpu-0}]
            objects:
              - apiVersion: resource.k8s.io/v1
                kind: DeviceClass
                metadata: {name: gpu.nvidia.com}
                spec:
                  extendedResourceName: nvidia.com/gpu
                  selectors:
                    - cel: {expression: "device.attributes['gpu.nvidia.com'].type == 'gpu'"}
              - apiVersion: resource.k8s.io/v1
                kind: ResourceSlice
                metadata: {name: counters}
                spec: {driver: gpu.nvidia.com, nodeName: gpu-0, \(pool),
                  sharedCounters: [{name: gpu-0, \(counters)}, {name: gpu-1, \(counters)}]}
              - apiVersion: resource.k8s.io/v1
                kind: ResourceSlice
                metadata: {name: devices}
                spec: {driver: gpu.nvidia.com, nodeName: gpu-0, \(pool), devices: [\(devices.joined(separator: ", "))]}
            \(rule.map(taintRule) ?? "")
            """
    }

    /// The sandbox serves what Kubernetes 1.36 does by default; there the rules are a beta that is off.
    private static func taintRule(_ selector: String) -> String {
        """
          - apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: devicetaintrules.resource.k8s.io
              annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
            spec:
              group: resource.k8s.io
              scope: Cluster
              names: {kind: DeviceTaintRule, listKind: DeviceTaintRuleList, plural: devicetaintrules,
                singular: devicetaintrule}
              versions:
                - name: v1beta2
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
          - apiVersion: resource.k8s.io/v1beta2
            kind: DeviceTaintRule
            metadata: {name: repair}
            spec: {deviceSelector: \(selector), taint: {key: example.com/repair, effect: NoExecute}}

        """
    }

    @Test(arguments: [
        (dra(), "--gpus 2", Commands.ExitStatus.done, "2 of 2 devices free"),
        (dra(), "--gpus 3", .failed, "3 nvidia.com/gpu needed, for which a device class"),
        (dra(), "", .done, "2 accelerators on 1 nodes, 2 free, but only through dynamic resource allocation"),
        (dra(slices: 3), "--gpus 2", .undecided, "pool gpu-0 of gpu.nvidia.com is being published: 2 of its 3 slices"),
        (dra(slices: 3), "", .undecided, "is being published"),
        (
            dra(taint: ", taints: [{key: broken, effect: NoExecute}]"), "--gpus 1", .failed,
            "publish 2 devices, all with taints"
        ),
        (dra(rule: "{device: gpu-1}"), "--gpus 1", .done, "1 of 1 devices free"),
        (dra(rule: "{device: gpu-1}"), "--gpus 2", .failed, "1 of 1 devices are free, 1 more are tainted"),
        (dra(rule: "{device: gpu-1}"), "--gpus 2", .failed, "device taint example.com/repair:NoExecute (rule repair)"),
        (dra(rule: "{driver: gpu.nvidia.com}"), "--gpus 1", .failed, "publish 2 devices, all with taints"),
        (dra(rule: "{pool: gpu-7}"), "--gpus 2", .done, "2 of 2 devices free"),
        (
            dra(rule: "{selectors: [{cel: {expression: device.unheardOf()}}]}"), "--gpus 2", .undecided,
            "which devices the device taint rule repair taints cannot be told"
        ),
    ])
    func devicesCountAsClaimsCanGetThem(
        sandbox: String, flags: String, status: Commands.ExitStatus, says: String
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write(sandbox, to: "sandbox.yaml")
        let run = await CommandRun.of(
            "preflight --sandbox=sandbox.yaml --only gpu-nodes --only cluster -o json \(flags)", in: folder.path)
        #expect(run.status == status, "\(run.everything)")
        let gpus = try gpuNodes(try run.json)
        #expect("\(gpus.json())".contains(says), "\(gpus)")
    }

    // MARK: Checks of the user's own

    @Test func checksThatCannotBeReadNameTheirPath() async throws {
        let folder = try TemporaryFolder()
        try folder.write("apiVersion: groundcrew/v1\nkind: Check\nid: mine\ntitle: T\n", to: "checks/mine.yaml")
        try folder.write("text", to: "file.yaml")
        for (path, says) in [
            ("/nope", "--checks /nope: there is no such folder"),
            ("file.yaml", "--checks file.yaml: it is a file, not a folder"),
            ("checks", "\(folder.path)/checks/mine.yaml:1:1: outcomes is required"),
        ] {
            let run = await CommandRun.of("preflight --sandbox --checks \(path)", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(says), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }
}
