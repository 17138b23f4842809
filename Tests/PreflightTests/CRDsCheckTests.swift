import Preflight
import Testing

@Suite struct CRDsCheckTests {
    static func wanted(installs: Bool) -> String {
        """
        {provider: {name: dynamo, title: NVIDIA Dynamo}, installs: \(installs),
         operators: [{name: dynamo-platform, provider: dynamo, version: 1.5.1, crds: [graphs.nvidia.com]}],
         crds: [{name: graphs.nvidia.com, versions: [v1beta1, v1alpha1]}]}
        """
    }

    static func crd(
        served: String, established: Bool = true, namesRefused: Bool = false, terminating: Bool = false,
        message: String = ""
    ) -> String {
        """
        {crds: [{name: graphs.nvidia.com, present: true, served: [\(served)], established: \(established),
                 namesRefused: \(namesRefused), terminating: \(terminating), message: '\(message)', manager: '',
                 release: ''}]}
        """
    }

    /// The CRD of Dynamo, and one of another provider's.
    static func two(present: Bool = true) -> String {
        """
        {crds: [{name: graphs.nvidia.com, present: true, served: [v1beta1], established: true, namesRefused: false,
                 terminating: false, message: ''},
                {name: things.other.test, present: \(present), served: [v1], established: true, namesRefused: false,
                 terminating: false, message: ''}]}
        """
    }

    /// Another provider beside Dynamo, with a CRD of its own; it also writes Dynamo's where it is given versions of it.
    static func both(versions: String = "v2", installs: Bool) -> String {
        let shared =
            versions == "v1"
            ? "" : ", {name: graphs.nvidia.com, versions: [\(versions)], provider: other, title: Other}"
        return """
            {providers: [{name: dynamo, title: NVIDIA Dynamo}, {name: other, title: Other}], installs: \(installs),
             operators: [{name: dynamo-platform, provider: dynamo, version: 1.5.1, crds: [graphs.nvidia.com]},
                         {name: a, provider: other, version: 1.0.0},
                         {name: b, provider: other, version: 1.1.0, crds: [things.other.test]}],
             crds: [{name: graphs.nvidia.com, versions: [v1beta1], provider: dynamo, title: NVIDIA Dynamo},
                    {name: things.other.test, versions: [v1], provider: other, title: Other}\(shared)]}
            """
    }

    /// A deployment of which one of two CRDs is needed.
    static func needing(bundled: Bool = false, installs: Bool = false) -> String {
        wanted(installs: installs).replacing(
            "crds: [{",
            with: """
                alternatives: [{crds: [sets.grove.io, sets.lws.io], neededBy: [models/big],
                  needed: for workers on several nodes, hint: install Grove or LWS, bundled: \(bundled)}],
                 crds: [{
                """)
    }

    /// - Parameters: what is there of Grove and of LWS, as fields of their entries.
    static func orchestrators(_ grove: String, _ lws: String) -> String {
        crd(served: "v1beta1").replacing(
            "{crds: [", with: "{crds: [{name: sets.grove.io, \(grove)}, {name: sets.lws.io, \(lws)}, ")
    }

    static let served = "present: true, served: [v1], established: true, namesRefused: false, terminating: false"

    static let absent = "{crds: [{name: graphs.nvidia.com, present: false}]}"

    static let scenarios = [
        Scenario(
            "served", facts: crd(served: "v1beta1"), want: wanted(installs: false), verdict: "pass",
            says: ["graphs.nvidia.com (v1beta1)"]),
        Scenario(
            "served in another version only", facts: crd(served: "v2"), want: wanted(installs: false), verdict: "fail",
            says: ["graphs.nvidia.com", "served in v2", "can write v1beta1, v1alpha1", "groundcrew install dynamo"]),
        Scenario(
            "absent", facts: absent, want: wanted(installs: false), verdict: "fail",
            says: ["not in the cluster", "groundcrew install dynamo"]),
        Scenario(
            "absent before the operators come", facts: absent, want: wanted(installs: true), verdict: "skipped",
            says: ["comes with dynamo-platform"]),
        Scenario(
            "not established", facts: crd(served: "v1beta1", established: false, message: "installing"),
            want: wanted(installs: false), verdict: "fail",
            says: ["Established", "installing"]),
        Scenario(
            "F18 names taken by another", facts: crd(served: "v1beta1", namesRefused: true, message: "dgd is taken"),
            want: wanted(installs: true), verdict: "fail", says: ["names are not accepted", "dgd is taken"]),
        Scenario(
            "terminating", facts: crd(served: "v1beta1", terminating: true), want: wanted(installs: true),
            verdict: "fail",
            says: ["being deleted", "kubectl get graphs.nvidia.com"]),
        Scenario(
            "F32 forbidden", facts: "{crds: forbidden}", want: wanted(installs: false), verdict: "unknown",
            says: ["list crds"]),
        Scenario("F32 timed out", facts: "{crds: timeout}", want: wanted(installs: true), verdict: "unknown"),
        Scenario(
            "gathered for another provider", facts: "{crds: [{name: other.test, present: true}]}",
            want: wanted(installs: true), verdict: "unknown", says: ["without the CRDs graphs.nvidia.com"]),
        Scenario(
            "served for one provider, not for another", facts: two(), want: both(installs: false), verdict: "fail",
            says: [
                "graphs.nvidia.com: served in no version that Other can write", "groundcrew install other",
                "served in v1beta1; Other can write v2",
            ]),
        Scenario(
            "one of another provider absent", facts: two(present: false), want: both(versions: "v1", installs: false),
            verdict: "fail",
            says: ["things.other.test: not in the cluster, needed by Other", "groundcrew install other"]),
        Scenario(
            "absent before the operators of both come",
            facts: "{crds: [{name: graphs.nvidia.com, present: false}, {name: things.other.test, present: false}]}",
            want: both(versions: "v1", installs: true), verdict: "skipped",
            says: ["graphs.nvidia.com: comes with dynamo-platform", "things.other.test: comes with b"]),
        Scenario(
            "absent, and no operator that comes brings it", facts: two(present: false),
            want: both(versions: "v1", installs: true).replacing(", crds: [things.other.test]", with: ""),
            verdict: "fail", says: ["things.other.test: not in the cluster"]),
        Scenario(
            "absent, and what others brought first brings it", facts: two(present: false),
            want: both(versions: "v1", installs: true).replacing("b, provider: other", with: "b, provider: dynamo"),
            verdict: "skipped", says: ["things.other.test: comes with b"]),
        Scenario("none wanted", facts: "{}", verdict: "skipped"),
        Scenario(
            "neither Grove nor LWS for workers on several nodes",
            facts: orchestrators("present: false", "present: false"), want: needing(), verdict: "fail",
            says: [
                "models/big needs sets.grove.io or sets.lws.io (for workers on several nodes), and none of them is served",
                "install Grove or LWS",
            ]),
        Scenario(
            "one CRD alone will do, and is not there",
            facts: crd(served: "v1beta1").replacing("{crds: [", with: "{crds: [{name: sets.lws.io, present: false}, "),
            want: needing().replacing("sets.grove.io, sets.lws.io", with: "sets.lws.io"), verdict: "fail",
            says: ["models/big needs sets.lws.io (for workers on several nodes), which is not served"]),
        Scenario(
            "Grove is there", facts: orchestrators(served, "present: false"), want: needing(), verdict: "pass"),
        Scenario("LWS is there", facts: orchestrators("present: false", served), want: needing(), verdict: "pass"),
        Scenario(
            "Grove is there, but not established",
            facts: orchestrators(served.replacing("established: true", with: "established: false"), "present: false"),
            want: needing(), verdict: "fail", says: ["none of them is served"]),
        Scenario(
            "Grove is going",
            facts: orchestrators(
                served.replacing("terminating: false", with: "terminating: true"),
                "present: false"), want: needing(), verdict: "fail", says: ["none of them is served"]),
        Scenario(
            "Grove comes with the operator", facts: orchestrators("present: false", "present: false"),
            want: needing(bundled: true, installs: true), verdict: "pass"),
        Scenario(
            "Grove would come with the operator, which is not installed now",
            facts: orchestrators("present: false", "present: false"), want: needing(bundled: true), verdict: "fail",
            says: ["none of them is served"]),
        Scenario(
            "gathered for other deployments", facts: crd(served: "v1beta1"), want: needing(), verdict: "unknown",
            says: ["without the CRDs sets.grove.io, sets.lws.io"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "crds") }
}
