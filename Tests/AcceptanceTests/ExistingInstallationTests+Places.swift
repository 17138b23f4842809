import TestParts
import Testing
import Value

/// Operators in namespaces where they are not looked for, or may not be looked at, and files that say what becomes of them.
extension ExistingInstallationTests {
    // MARK: - In another namespace

    @Test func onesOwnElsewhereIsUsedAndKeepsWhatItNeeds() async throws {
        try await Pier.with { pier in
            try await pier.install("--namespace quay")
            let release = "quay/pier-operator (chart pier-operator 2.0.0, revision 1)"
            let ours = try await pier.traces()
            let plan = try await pier.plan()
            #expect(
                plan.words == ["buoy keep own", "charts-api keep own", "pier-operator reuse own-elsewhere"],
                "\(plan)")
            #expect(
                plan.decision("pier-operator")["reason"]?.string
                    == "\(release) is groundcrew's, in another namespace", "\(plan)")
            let again = try await pier.install()
            #expect(again.changes == Self.names.map { "\($0) unchanged" }, "\(again)")
            #expect(try await pier.traces() == ours)

            for flags in ["--set tag=2", "--version 2.0.0"] {
                let refused = try await pier.plan(flags, exitCode: 1)
                #expect(refused.words.last == "pier-operator refuse second-copy", "\(refused)")
                try await pier.expectRefusal(
                    flags,
                    saying: """
                        groundcrew: operator pier-operator: \(release) is groundcrew's, in another namespace, and works \
                        on the whole cluster (second-copy)
                          next: --existing pier-operator=upgrade changes that one; or remove it first
                        """)
            }

            // Nothing that it needs is taken away from it.
            let stayed = try await pier.uninstall(exitCode: 1)
            #expect(
                stayed.standardOutput == """
                    pier-operator in namespace pier-system: none there
                      left: \(release) was installed by groundcrew
                    charts-api in namespace charts-system: kept, pier-operator in namespace quay needs it, too
                    buoy in namespace buoy-system: kept, pier-operator in namespace quay needs it, too

                    """, "\(stayed)")
            #expect(stayed.standardError.contains("next: to remove that one, give --namespace quay\n"), "\(stayed)")
            try await pier.expectKept(ours)

            let upgraded = try await pier.install("--set tag=2 --existing pier-operator=upgrade")
            #expect(upgraded.words.last == "pier-operator upgrade own-elsewhere", "\(upgraded)")
            #expect(try await pier.releases().last == "quay/pier-operator 2 pier-operator-2.0.0")
            let removed = try await pier.uninstall("--namespace quay")
            #expect(removed.standardOutput.contains("pier-operator in namespace quay: removed"), "\(removed)")
            #expect(try await pier.releases().isEmpty, "\(removed)")
        }
    }

    @Test func flagsForAnOperatorThatSomebodyElseMadeAreRefused() async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("pier-operator", chart: "pier-operator", "2.0.0", in: "quay")
            let theirs = try await pier.traces()
            let release = "quay/pier-operator (chart pier-operator 2.0.0, revision 1)"
            let needed = ["buoy install absent", "charts-api install absent"]
            let plan = try await pier.plan()
            #expect(plan.words == needed + ["pier-operator reuse helm-release"], "\(plan)")
            for flags in ["--set tag=2", "--version 2.0.0"] {
                let refused = try await pier.plan(flags, exitCode: 1)
                #expect(refused.words == needed + ["pier-operator refuse helm-release"], "\(refused)")
                try await pier.expectRefusal(
                    flags,
                    saying: """
                        groundcrew: operator pier-operator: \(release) is there already, and groundcrew did not make it \
                        (helm-release)
                          next: --existing pier-operator=reuse takes it as it is, =upgrade changes it
                        """)
            }
            for word in ["reuse", "upgrade"] {
                let told = try await pier.plan("--set tag=2 --existing pier-operator=\(word)")
                #expect(told.words == needed + ["pier-operator \(word) helm-release"], "\(told)")
            }

            try await pier.install()
            let stayed = try await pier.uninstall(exitCode: 1)
            #expect(stayed.standardOutput.contains("  left: \(release) was not installed by groundcrew\n"), "\(stayed)")
            #expect(
                stayed.standardOutput.contains("kept, pier-operator in namespace quay needs it, too\n"), "\(stayed)")
            try await pier.expectKept(theirs)
            #expect(
                try await pier.releases() == [
                    "buoy-system/buoy 1 buoy-1.4.0", "charts-system/charts-api 1 charts-api-1.0.0",
                    "quay/pier-operator 1 pier-operator-2.0.0",
                ])
        }
    }

    // MARK: - Out of sight

    /// Who may look at Deployments in his own namespaces alone.
    @Test func whatMayNotBeLookedAtIsNamed() async throws {
        try await Pier.with { pier in
            for namespace in ["buoy-system", "pier-system"] { try await pier.createNamespace(namespace) }
            try await pier.apply(Self.rights)
            try await waitUntilAllowed(pier)
            let unseen = [
                "deployments of all namespaces: cannot list deployments.apps: ",
                "daemonsets of all namespaces: cannot list daemonsets.apps: ",
            ]
            let plan = try await pier.plan("--context nobody")
            #expect(plan.words == ["buoy install absent"] + Self.others, "\(plan)")
            for name in ["buoy", "pier-operator"] {
                #expect(plan.decision(name)["reason"] == "nothing of it could be seen", "\(plan)")
                let told = (plan[name]["unseen"]?.array ?? []).map { $0.string ?? "" }
                #expect(told.count == 2 && zip(told, unseen).allSatisfy { $0.hasPrefix($1) }, "\(plan)")
                #expect(told.first?.contains("needs verb \"list\" on deployments.apps in the whole cluster") == true)
            }
            #expect(plan["charts-api"]["unseen"]?.array?.isEmpty == true, "it has no pods: \(plan)")
            let text = try await pier.run("install pier --plan --context nobody")
            #expect(text.standardOutput.contains("           not seen: \(unseen[0])"), "\(text)")

            // Where it belongs, it is seen.
            let deployment = PierFolder.deployment(of: "buoy", named: "mooring", in: "buoy-system", version: "1.4.0")
            try await pier.apply(deployment)
            let seen = try await pier.plan("--context nobody")
            #expect(seen.words.first == "buoy reuse other-tool", "\(seen)")
            #expect(
                seen.decision("buoy")["reason"] == "kubectl apply put it there: buoy-system/mooring", "\(seen)")
            try await pier.cluster.kubectl("delete", "-f", "-", input: deployment).require()

            let result = try await pier.run("install pier --context nobody --events plain")
            #expect(
                result.standardError.contains(
                    "operators: operator/buoy: warning: whether buoy is there already could not be seen everywhere: "
                        + unseen[0]), "\(result)")
            let after = try await pier.plan()
            #expect(after.words == Self.names.map { "\($0) keep own" }, "\(after)")
        }
    }

    private static let rights = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: without-apps}
        rules:
          - apiGroups: ["", apiextensions.k8s.io, coordination.k8s.io]
            resources: ["*"]
            verbs: ["*"]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: without-apps}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: without-apps}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: apps}
        rules: [{apiGroups: [apps], resources: ["*"], verbs: ["*"]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: apps, namespace: buoy-system}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: apps}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: apps, namespace: pier-system}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: apps}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]

        """

    /// The authorizer learns of roles and bindings a moment later.
    private func waitUntilAllowed(_ pier: Pier) async throws {
        for _ in 0..<100 {
            let asked = [
                try await pier.cluster.kubectl("auth", "can-i", "list", "secrets", "-A", context: .nobody),
                try await pier.cluster.kubectl(
                    "auth", "can-i", "list", "deployments.apps", "-n", "buoy-system", context: .nobody),
                try await pier.cluster.kubectl(
                    "auth", "can-i", "list", "deployments.apps", "-n", "pier-system", context: .nobody),
            ]
            if asked.allSatisfy(\.isSuccess) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the user did not get the rights")
    }

    // MARK: - By a file

    @Test func aFileSaysWhatBecomesOfWhatIsThere() async throws {
        try await PierFolder.with { folder in
            try await PlayedCluster.with { cluster, _ in
                let pier = Pier(folder: folder, cluster: cluster)
                try await pier.installByHelm("buoy", "1.3.0", in: "buoy-system")
                try await refuse(pier)
                try await serve(pier)
                try await pier.clear()
                try await place(pier)
            }
        }
    }

    private func refuse(_ pier: Pier) async throws {
        let before = try await pier.traces()
        for (existing, said) in [
            ("{boy: upgrade}", "existing.boy is not an operator that the models need (did you mean 'buoy'?)"),
            ("{jetty-operator: reuse}", "existing.jetty-operator is not an operator that the models need"),
            ("{buoy: sell}", "existing.buoy is 'sell'; it must be one of reuse, upgrade, adopt"),
        ] {
            try pier.folder.write(Self.file("existing: \(existing)"), to: "cluster.yaml")
            let result = try await pier.run("bootstrap -f cluster.yaml", exitCode: 2)
            #expect(result.standardError.contains("groundcrew: cluster.yaml:3:12: \(said)"), "\(result)")
            #expect(result.standardOutput.isEmpty, "\(result)")
        }
        #expect(try await pier.traces() == before)
    }

    private func serve(_ pier: Pier) async throws {
        try pier.folder.write(Self.file("existing: {buoy: upgrade}"), to: "cluster.yaml")
        let plan = try PierPlan(try await pier.run("bootstrap -f cluster.yaml --plan -o json"))
        #expect(plan.words == ["buoy upgrade helm-release"] + Self.others, "\(plan)")
        #expect(
            plan.decision("buoy")["reason"]
                == "buoy-system/buoy (chart buoy 1.3.0, revision 1) is to be upgraded, as asked", "\(plan)")
        // The command line has the last word.
        let reused = try PierPlan(
            try await pier.run("bootstrap -f cluster.yaml --plan -o json --existing buoy=reuse"))
        #expect(reused.words == ["buoy reuse helm-release"] + Self.others, "\(reused)")
        #expect(try await pier.releases() == ["buoy-system/buoy 1 buoy-1.3.0"])

        let first = try await pier.run("bootstrap -f cluster.yaml -o json")
        #expect(try first.json()["outcome"] == "served", "\(first)")
        #expect(try PierPlan(first).changes == ["buoy changed"] + Self.created, "\(first)")
        let releases = [
            "fleet/barge 1 pier-1.0.0", "buoy-system/buoy 2 buoy-1.4.0", "charts-system/charts-api 1 charts-api-1.0.0",
            "pier-system/pier-operator 1 pier-operator-2.0.0",
        ]
        #expect(try await pier.releases() == releases)
        let second = try await pier.run("bootstrap -f cluster.yaml -o json")
        #expect(try second.json()["changedNothing"] == true, "\(second)")
        #expect(try PierPlan(second).words.first == "buoy keep own", "\(second)")
        #expect(try await pier.releases() == releases)

        let refused = try await pier.uninstall(exitCode: 1)
        #expect(refused.standardError.contains("fleet/barge"), "\(refused)")
        _ = try await pier.run("deployments delete fleet/barge")
        try await pier.uninstall()
        #expect(try await pier.releases().isEmpty)
    }

    /// What a file has put elsewhere is found there, and goes from there.
    private func place(_ pier: Pier) async throws {
        try pier.folder.write(Self.file("operators: {buoy: {namespace: sea}}"), to: "cluster.yaml")
        _ = try await pier.run("bootstrap -f cluster.yaml")
        #expect(try await pier.releases().contains("sea/buoy 1 buoy-1.4.0"))
        let plan = try await pier.plan()
        #expect(
            plan.words == ["buoy reuse own-elsewhere", "charts-api keep own", "pier-operator keep own"],
            "\(plan)")
        _ = try await pier.run("deployments delete fleet/barge")
        let removed = try await pier.uninstall()
        #expect(removed.standardOutput.contains("buoy in namespace sea: removed, was revision 1\n"), "\(removed)")
        #expect(try await pier.releases().isEmpty)
    }

    /// - Parameter line: the third one.
    private static func file(_ line: String) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        \(line)
        models:
          - {id: acme/barge, name: barge, namespace: fleet, provider: pier, engine: crane}
        smokeTest: false
        timeouts: {operators: 90, models: 90}

        """
    }
}
