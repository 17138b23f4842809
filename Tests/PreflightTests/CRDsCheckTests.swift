import Preflight
import Testing

@Suite struct CRDsCheckTests {
    static func wanted(installs: Bool) -> String {
        """
        {provider: {name: dynamo, title: NVIDIA Dynamo}, installs: \(installs),
         operators: [{name: dynamo-platform, version: 1.5.1}],
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

    static let absent = "{crds: [{name: graphs.nvidia.com, present: false}]}"

    static let scenarios = [
        Scenario(
            "served", facts: crd(served: "v1beta1"), want: wanted(installs: false), verdict: "pass",
            says: ["graphs.nvidia.com (v1beta1)"]),
        Scenario(
            "served in another version only", facts: crd(served: "v2"), want: wanted(installs: false), verdict: "fail",
            says: ["graphs.nvidia.com", "served in v2", "v1beta1, v1alpha1", "groundcrew install dynamo"]),
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
        Scenario("none wanted", facts: "{}", verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "crds") }
}
