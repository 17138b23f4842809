import Preflight
import Reports

/// A failing run with every verdict, and what else reports have to tell.
enum ReportSample {
    static let report = PreflightReport(
        cluster: ClusterIdentityFact(server: "https://10.0.0.1:6443", uid: "4f1c"),
        results: [warned, skipped, failed, unknown, passed], duration: .milliseconds(1234), isSimulated: true,
        requests: requests)

    static let warned = CheckResult(
        id: "cluster", title: "Cluster", category: "cluster", verdict: .warn,
        message: "Kubernetes 1.20.2 is outside the range >=1.30.0-0 of NVIDIA Dynamo", hint: "upgrade the cluster",
        file: "checks/cluster.yaml", duration: .microseconds(1_200_900),
        policy: AppliedPolicy(
            check: "cluster", action: .downgrade, reason: "planned for December", expires: "2026-12-31"))

    static let skipped = CheckResult(
        id: "helm", title: "Helm", category: "tools", verdict: .skipped("the native driver needs no helm"),
        message: "the native driver needs no helm", file: "checks/helm.yaml")

    static let failed = CheckResult(
        id: "gpu-nodes", title: "GPU nodes", category: "accelerators", verdict: .fail,
        message: "enough accelerators are free in total (8 nvidia.com/gpu), but not together",
        hint: "make room on single nodes, or ask for fewer accelerators a worker",
        details: ["gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8", "gpu-2: cordoned"],
        file: "checks/gpu-nodes.yaml", requirement: "every worker finds its accelerators")

    static let unknown = CheckResult(
        id: "crds", title: "Custom resources", category: "crds", verdict: .unknown("cannot get crds"),
        message: "cannot get crds: forbidden", hint: "run as someone who may read it",
        unknown: UnknownReason(.forbidden, "cannot get crds", verb: "get", resource: "crds"), file: "checks/crds.yaml")

    static let passed = CheckResult(
        id: "nats", title: "NATS", category: "services", verdict: .pass,
        message: "NATS 2.10.21 at \u{1B}[31mn:4222\u{7}, \"with\" <JetStream> & möre\u{202E}",
        file: "checks/nats.yaml")

    static var requests: RequestCounts {
        var counts = RequestCounts()
        counts.lists = 2
        counts.gets = 3
        counts.reviews = 1
        return counts
    }

    static let origin = ReportOrigin(
        version: "1.2.3", hostname: "runner-7", start: 1_795_937_194,  // 2026-11-29T07:26:34Z
        file: .init(path: "deploy/our cluster.yaml", line: 12))

    /// One that is ready, one that is not, and one that could not be opened.
    static let fleet = FleetReport(
        clusters: [
            ClusterReport(context: "prod", report: report),
            ClusterReport(
                context: "arn:aws:eks:eu-1:42:cluster/edge",
                report: PreflightReport(
                    cluster: ClusterIdentityFact(server: "https://10.0.0.2", note: "forbidden"),
                    results: [passed, skipped], duration: .milliseconds(800))),
            ClusterReport(context: "lab", error: "there is no context lab", hint: "see kubectl config get-contexts"),
        ], duration: .milliseconds(2345))

    /// A report of one result, and nothing else.
    static func report(_ verdict: Verdict, failOn: Set<FailOn> = []) -> PreflightReport {
        PreflightReport(
            results: [CheckResult(id: "a", title: "A", category: "c", verdict: verdict, message: "m")], failOn: failOn)
    }
}
