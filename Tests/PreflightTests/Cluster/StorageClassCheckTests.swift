import Preflight
import Testing

@Suite struct StorageClassCheckTests {
    static let facts = """
        objects/storageclasses.storage.k8s.io:
          - metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}
            provisioner: csi.example.com
          - metadata: {name: slow}
            provisioner: nfs.example.com

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "one is the default", facts: facts, want: wanted, verdict: "pass",
            says: ["fast (csi.example.com) is the default StorageClass"]),
        Scenario(
            "one is the default by the old annotation",
            facts: facts.with(Edit("storageclass.kubernetes.io", "storageclass.beta.kubernetes.io")), want: wanted,
            verdict: "pass", says: ["fast"]),
        Scenario(
            "none is the default", facts: facts.with(Edit("'true'", "'false'")), want: wanted, verdict: "warn",
            says: [
                "none of the StorageClasses is the default: fast, slow", "kubectl annotate storageclass fast",
                "slow: nfs.example.com",
            ]),
        Scenario(
            "none is marked",
            facts: facts.with(Edit(", annotations: {storageclass.kubernetes.io/is-default-class: 'true'}", "")),
            want: wanted, verdict: "warn", says: ["none of the StorageClasses is the default"]),
        Scenario(
            "two are the default",
            facts: facts.with(
                Edit("{name: slow}", "{name: slow, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}")
            ), want: wanted, verdict: "warn",
            says: ["several StorageClasses are the default, of which the newest is taken: fast, slow"]),
        Scenario(
            "there is none", facts: "objects/storageclasses.storage.k8s.io: []", want: wanted, verdict: "warn",
            says: ["the cluster has no StorageClass"]),
        Scenario(
            "the server knows of none", facts: "objects/storageclasses.storage.k8s.io: null", want: wanted,
            verdict: "warn", says: ["the cluster has no StorageClass"]),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped", says: ["nothing is wanted"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "storage-class")
    }
}
