import Testing

@testable import Preflight

@Suite struct ConformanceProfileTests {
    private static let musts = [
        "dra_support", "ai_inference", "gang_scheduling", "cluster_autoscaling", "pod_autoscaling",
        "accelerator_metrics", "ai_service_metrics", "secure_accelerator_access", "robust_controller",
    ]

    @Test(arguments: [("ai-conformance-1.34", 0), ("ai-conformance-1.35", 3), ("ai-conformance-1.36", 6)])
    func builtInProfilesHoldWhatTheStandardAsks(_ name: String, _ shoulds: Int) throws {
        let profile = try ConformanceProfile.builtIn(name)
        #expect(profile.requirements.filter { $0.level == .must }.map(\.id) == Self.musts)
        #expect(profile.requirements.count { $0.level == .should } == shoulds)
        let offered = profile.requirements.filter(\.isIfOffered).map(\.id)
        #expect(offered == ["cluster_autoscaling", "pod_autoscaling"])
    }

    @Test func everyCheckOfAProfileIsThere() throws {
        let known = Set(try CheckCatalog.builtIn().checks.map(\.id))
        #expect(ConformanceProfile.names == ["ai-conformance-1.34", "ai-conformance-1.35", "ai-conformance-1.36"])
        for name in ConformanceProfile.names {
            let profile = try ConformanceProfile.builtIn(name)
            #expect(Set(profile.checks).subtracting(known).isEmpty, "\(name)")
        }
    }

    /// Nothing is asked of what is wanted, so that a profile tells of a cluster alone.
    @Test func itsChecksAreJudgedWithNothingWanted() throws {
        let catalog = try CheckCatalog.builtIn()
        for id in try ConformanceProfile.builtIn("ai-conformance-1.36").checks {
            #expect(try catalog.check(id).appliesTo == nil, "\(id)")
            #expect(try catalog.check(id).requirement?.hasPrefix("CNCF") == true, "\(id)")
        }
    }

    @Test func anUnknownNameIsRefusedWithTheKnownOnes() {
        do {
            _ = try ConformanceProfile.builtIn("ai-conformance-1.63")
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .unknownCheck)
            #expect(error.message.contains("known are ai-conformance-1.34, ai-conformance-1.35, ai-conformance-1.36"))
        }
    }

    private static let good = """
        apiVersion: groundcrew/v1
        kind: Profile
        name: mine
        title: Mine
        source: https://example.com
        requirements:
          - {id: a, level: must, title: A, text: Something., checks: [cluster], ifOffered: true, runNeeded: start it}
          - {id: b, level: should, title: B, text: Else., runNeeded: start that}

        """

    @Test func aProfileIsRead() throws {
        let profile = try ConformanceProfile(yaml: Self.good, file: "checks/profiles/mine.yaml")
        #expect(profile.name == "mine")
        #expect(profile.checks == ["cluster"])
        #expect(profile.requirements.map(\.level) == [.must, .should])
        #expect(profile.requirements.map(\.runNeeded) == ["start it", "start that"])
        #expect(profile.requirements.map(\.isIfOffered) == [true, false])
    }

    @Test(arguments: [
        (Edit("kind: Profile", "kind: Check"), "kind"),
        (Edit("name: mine", "name: other"), "the file's name must be too"),
        (Edit("level: must", "level: may"), "level"), (Edit("level: must, ", ""), "level"),
        (Edit("id: b", "id: a"), "'a' is there twice"), (Edit("title: Mine", "titel: Mine"), "titel"),
        (Edit(", runNeeded: start that", ""), "nothing would tell of it otherwise"),
        (Edit("text: Else.", "txt: Else."), "txt"), (Edit("groundcrew/v1", "groundcrew/v2"), "apiVersion"),
        (Edit("requirements:", "requirements: []\nothers:"), "others"),
    ])
    func mistakesAreNamed(_ edit: Edit, _ says: String) {
        do {
            _ = try ConformanceProfile(yaml: Self.good.with(edit), file: "checks/profiles/mine.yaml")
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .invalidCheck)
            #expect(error.message.contains(says), "\(error.message)")
            #expect(error.message.contains("mine.yaml"), "\(error.message)")
        }
    }

    @Test func anEmptyProfileAndALargeOneAreRefused() {
        let start = Self.good.prefix(upTo: Self.good.firstRange(of: "requirements:")?.lowerBound ?? Self.good.endIndex)
        let large = Self.good + String(repeating: "#", count: PreflightLimits.profileBytes)
        for text in [start + "requirements: []\n", large[...]] {
            #expect(throws: PreflightError.self) { try ConformanceProfile(yaml: String(text), file: "mine.yaml") }
        }
    }

    @Test(arguments: [
        ("kueue-controller-manager", "Kueue"), ("team-kueue-controller-manager", "Kueue"),
        ("kai-scheduler-default", "KAI Scheduler"), ("lws-controller-manager", "LeaderWorkerSet"),
        ("dynamo-platform-dynamo-operator-controller-manager", "Dynamo"), ("karpenter", "Karpenter"),
        ("gke-cluster-autoscaler", "the cluster autoscaler"), ("web", ""), ("my-kueue-controller-manager-x", ""),
        ("prometheus-operator", "Prometheus Operator"),
        ("kube-prometheus-stack-prometheus-operator", "Prometheus Operator"),
    ])
    func controllersAreToldByTheirDeployment(_ name: String, _ title: String) {
        #expect((ControllerPart.of(deployment: name)?.title ?? "") == title)
    }
}
