import TestParts
import Testing
import Value

/// Operators that other tools put there, and those that who looks after the cluster looks after.
extension ExistingInstallationTests {
    @Test func whatKubectlAppliedIsUsedAndNeverChanged() async throws {
        try await Pier.with { pier in
            try await pier.createNamespace("harbour")
            try await applyBuoy(pier)
            let theirs = try await pier.traces()
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse other-tool"] + Self.others, "\(plan)")
            #expect(plan.decision("buoy")["reason"] == "kubectl apply put it there: harbour/mooring", "\(plan)")
            #expect(plan.decision("buoy")["version"] == "1.4.0", "\(plan)")
            for word in ["upgrade", "adopt"] {
                let refused = try await pier.plan("--existing buoy=\(word)", exitCode: 1)
                #expect(refused.words == ["buoy refuse other-tool"] + Self.others, "\(refused)")
                try await pier.expectRefusal(
                    "--existing buoy=\(word)",
                    saying: """
                        groundcrew: operator buoy: kubectl apply put it there: harbour/mooring (other-tool)
                          next: use it as it is (--existing buoy=reuse), or have whoever put it there change or remove it
                        """)
            }
            let result = try await pier.install()
            #expect(result.changes == ["buoy unchanged"] + Self.created, "\(result)")
            let removed = try await pier.uninstall()
            let left = "  left: kubectl apply put it there, and no release of Helm's holds it\n"
            #expect(
                removed.standardOutput.contains("buoy in namespace buoy-system: left as it is\n\(left)"), "\(removed)")
            try await pier.expectKept(theirs)
            try await pier.clear()

            try await applyBuoy(pier, version: "0.9.0")
            let old = try await pier.plan(exitCode: 1)
            #expect(old.words == ["buoy refuse unfit"] + Self.others, "\(old)")
            #expect(
                old.decision("buoy")["next"]?.string == "have whoever looks after it bring it to \(PierFolder.range)",
                "\(old)")
            try await pier.clear()

            // Nothing says by whom.
            let deployment = PierFolder.deployment(of: "buoy", named: "mooring", in: "harbour", version: "1.4.0")
            try await pier.cluster.kubectl("create", "-f", "-", input: deployment).require()
            let unknown = try await pier.plan()
            #expect(unknown.words == ["buoy reuse other-tool"] + Self.others, "\(unknown)")
            #expect(
                unknown.decision("buoy")["reason"]
                    == "it is there, and no release of Helm's holds it: harbour/mooring", "\(unknown)")
        }
    }

    /// Applies the operator as somebody does who has no Helm.
    private func applyBuoy(_ pier: Pier, version: String = "1.4.0", labels: String = "") async throws {
        try await pier.apply(
            PierFolder.crd("buoys", "Buoy"),
            PierFolder.deployment(of: "buoy", named: "mooring", in: "harbour", version: version, labels: labels))
        try await served(pier)
    }

    private func served(_ pier: Pier) async throws {
        try await pier.cluster.kubectl(
            "wait", "crd/buoys.harbour.example.com", "--for=condition=Established", "--timeout=60s"
        ).require()
    }

    // MARK: - By who looks after the cluster

    private static let lifecycle = "OpenShift's operator lifecycle manager"

    /// What `kubectl label` or `annotate` writes on the CRD, and who is known by it.
    private static let marks = [
        ("label", "kubernetes.azure.com/managedby", "=aks", "AKS"),
        ("annotate", "components.gke.io/layer", "=addon", "GKE"),
        ("annotate", "components.gke.io/component-name", "=buoy", "GKE"),
        ("label", "addonmanager.kubernetes.io/mode", "=Reconcile", "the cluster's add-on manager"),
        ("label", "eks.amazonaws.com/component", "=buoy", "EKS"),
        ("label", "olm.managed", "=true", lifecycle), ("label", "olm.owner", "=buoy.v1.4.0", lifecycle),
        ("label", "operators.coreos.com/buoy.harbour", "=", lifecycle),
    ]

    @Test func anAddOnIsUsedAndNeverChanged() async throws {
        try await Pier.with { pier in
            try await pier.createNamespace("harbour")
            try await applyBuoy(pier, labels: "kubernetes.azure.com/managedby: aks")
            let theirs = try await pier.traces()
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse managed"] + Self.others, "\(plan)")
            #expect(plan.decision("buoy")["reason"] == "AKS looks after it", "\(plan)")
            #expect(plan.decision("buoy")["version"] == "1.4.0", "\(plan)")
            for word in ["upgrade", "adopt"] {
                let refused = try await pier.plan("--existing buoy=\(word)", exitCode: 1)
                #expect(refused.words == ["buoy refuse managed"] + Self.others, "\(refused)")
                try await pier.expectRefusal(
                    "--existing buoy=\(word)",
                    saying: """
                        groundcrew: operator buoy: AKS looks after the one that is there, and would undo every change \
                        (managed)
                          next: use it as it is, or turn the add-on off where the cluster is made
                        """)
            }
            let result = try await pier.install()
            #expect(result.changes == ["buoy unchanged"] + Self.created, "\(result)")
            try await pier.uninstall()
            try await pier.expectKept(theirs)
            try await pier.clear()

            // The CRD alone says it, too: pods of an add-on may be out of sight.
            try await pier.apply(PierFolder.crd("buoys", "Buoy"))
            try await served(pier)
            for (verb, key, value, who) in Self.marks {
                let crd = "buoys.harbour.example.com"
                try await pier.cluster.kubectl(verb, "crd", crd, key + value).require()
                let plan = try await pier.plan()
                #expect(plan.words == ["buoy reuse managed"] + Self.others, "\(key): \(plan)")
                #expect(
                    plan.decision("buoy")["reason"]?.string == "\(who) looks after it; its version is not known",
                    "\(key): \(plan)")
                let refused = try await pier.plan("--existing buoy=upgrade", exitCode: 1)
                #expect(refused.words.first == "buoy refuse managed", "\(key): \(refused)")
                try await pier.cluster.kubectl(verb, "crd", crd, "\(key)-").require()
            }
        }
    }
}
