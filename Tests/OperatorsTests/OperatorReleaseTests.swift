import Releases
import Testing
import Value

@testable import Operators

/// What release records, and the objects themselves, say of who put an operator there.
@Suite struct OperatorReleaseTests {
    private static let pier: ReleaseLabels = .origin(provider: "pier", role: .operator)

    private func release(_ records: [ReleaseRecord], origins: [ReleaseLabels] = [Harbor.own]) -> OperatorRelease {
        OperatorRelease(
            name: "harbor", namespace: "harbor-system", listing: ReleaseListing(releases: records),
            blindness: "other namespaces could not be looked at", origins: origins)
    }

    @Test func recordsAreToldApartByTheirNamespace() {
        let here = Harbor.record(in: "harbor-system")
        let others = [Harbor.record(in: "docks"), Harbor.record(in: "ports")]
        let found = release([others[0], here, others[1]])
        #expect(found.here == here)
        #expect(found.elsewhere == others)
        #expect(found.blindness == "other namespaces could not be looked at")
        #expect(release(others).here == nil)
    }

    /// Helm keeps records of what it has removed, if it is told to.
    @Test func aHistoryAloneIsNoReleaseUnlessItIsGroundcrews() {
        let others = Harbor.record(status: "uninstalled")
        let own = Harbor.record(labels: Harbor.own, status: "uninstalled")
        #expect(release([others]).here == nil)
        #expect(release([own]).here == own)
        // It was another provider's, and is not there any more.
        #expect(release([own], origins: [Self.pier, Harbor.own]).here == nil)
        #expect(release([own], origins: []).here == nil)
    }

    @Test func groundcrewsOwnAreThoseOfAnyProviderThatHasIt() {
        let found = release([], origins: [Harbor.own, Self.pier])
        let more = Harbor.own.merging(["team": "a"]) { first, _ in first }
        for labels in [Harbor.own, Self.pier, more] {
            #expect(found.isOwn(Harbor.record(labels: labels)))
        }
        let strange: [ReleaseLabels] = [
            [:], .prerequisite, .origin(provider: "quay", role: .operator),
            .origin(provider: "dock", role: .deployment),
        ]
        for labels in strange { #expect(!found.isOwn(Harbor.record(labels: labels)), "\(labels)") }
    }

    @Test func peopleAndProgramsAreToldWhoMadeIt() {
        let found = release([])
        let own = Harbor.record(labels: Harbor.own)
        #expect(
            found.words(own)
                == "harbor-system/harbor (chart harbor 1.6.2, revision 3) was installed by groundcrew")
        let other = Harbor.record("", chart: "", in: "ports", status: "failed")
        #expect(found.words(other) == "ports/harbor (chart (unknown), revision 3) was not installed by groundcrew")
        #expect(
            found.value(own) == [
                "name": "harbor", "namespace": "harbor-system", "chart": "harbor", "version": "1.6.2", "revision": 3,
                "status": "deployed", "installedByGroundcrew": true, "adopted": false,
            ])
        #expect(found.value(other)["installedByGroundcrew"] == false)
        #expect(found.value(other)["status"] == "failed")
    }

    /// Whatever they are called, and wherever they are.
    @Test func whatWasAdoptedIsFoundByItsLabel() {
        let labels = Harbor.own.merging([ReleaseLabels.adoptedKey: "harbor"]) { $1 }
        let beside = Harbor.record(name: "base", labels: labels)
        let there = Harbor.record(name: "base", in: "infra", labels: labels)
        let sameName = Harbor.record(labels: labels)
        let history = Harbor.record(name: "old", labels: labels, status: "uninstalled")
        let found = OperatorRelease(
            name: "harbor", namespace: "harbor-system", listing: ReleaseListing(releases: [sameName]),
            adopted: ReleaseListing(releases: [beside, there, sameName, history]), origins: [Harbor.own])
        #expect(found.here == sameName)
        #expect(found.elsewhere == [beside, there])
        #expect([beside, there, sameName].allSatisfy { found.isOwn($0) && found.isAdopted($0) })
        #expect(!found.isAdopted(Harbor.record(labels: Harbor.own)))
        #expect(!found.isAdopted(Harbor.record(labels: [ReleaseLabels.adoptedKey: "harbor"])))
        #expect(
            found.words(there)
                == "infra/base (chart harbor 1.6.2, revision 3) was adopted by groundcrew, which did not install it")
        #expect(found.value(there)["adopted"] == true && found.value(there)["installedByGroundcrew"] == false)
    }

    @Test func aReleaseIsNamedAfterTheOperatorOrAdoptedAsIt() {
        let found = release([])
        let other = Harbor.own.merging([ReleaseLabels.adoptedKey: "pier"]) { $1 }
        let own = Harbor.own.merging([ReleaseLabels.adoptedKey: "harbor"]) { $1 }
        #expect(found.isNamed(Harbor.record(labels: Harbor.own)))
        #expect(found.isNamed(Harbor.record(name: "base", labels: own)))
        #expect(!found.isNamed(Harbor.record(name: "base", labels: Harbor.own)))
        #expect(!found.isNamed(Harbor.record(labels: other)))
    }

    /// What came with a later version need not be there.
    @Test func theCRDsOfEveryVersionAreEnough() {
        var sight = Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")], of: 1)
        #expect(sight.hasAllCRDs)
        sight.crds.append(Harbor.found("cranes.harbor.example.com"))
        #expect(!sight.hasAllCRDs)
        sight.optionalCRDs = ["cranes.harbor.example.com"]
        #expect(sight.hasAllCRDs)
        sight.crds.removeFirst()
        #expect(!sight.hasAllCRDs)
    }

    @Test func anotherReleaseCanBeTheOneThatIsMeant() {
        let here = Harbor.record(labels: Harbor.own)
        let there = Harbor.record(name: "base", in: "infra", labels: Harbor.own)
        let found = release([here, Harbor.record(in: "ports")]).at(there)
        #expect(found.here == there && found.namespace == "infra")
        #expect(found.elsewhere == [here, Harbor.record(in: "ports")])
    }

    // MARK: - Objects

    private static let managed = ["app.kubernetes.io/managed-by": "Helm"]
    private static let noted = ["meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "infra"]

    /// One mark alone may be copied from somewhere.
    @Test(
        arguments: [
            (managed, noted, true), (managed, [:], false), ([:], noted, false),
            (["app.kubernetes.io/managed-by": "Tiller"], noted, false),
            (managed, ["meta.helm.sh/release-name": "base"], false),
            (managed, ["meta.helm.sh/release-namespace": "infra"], false),
        ] as [([String: String], [String: String], Bool)])
    func anObjectNamesItsReleaseAsHelmDoes(labels: [String: String], annotations: [String: String], names: Bool) {
        let found = Harbor.found("berths.harbor.example.com", labels, annotations: annotations)
        let place = OperatorDecision.Place(namespace: "infra", name: "base")
        #expect(found.release == (names ? place : nil))
    }

    @Test func whatIsNoTextSaysNothing() {
        let found = OperatorSight.Found([
            "metadata": ["name": "a", "labels": ["olm.managed": true, "a": "b"], "annotations": "none"]
        ])
        #expect(found.name == "a")
        #expect(found.labels == ["a": "b"])
        #expect(found.annotations.isEmpty)
        #expect(found.addOn == nil && found.tool == nil && found.release == nil)
        #expect(OperatorSight.Found([:]).name == "")
    }

    /// Who looks after what works and is in no release: pods count where it has some, else all of its CRDs.
    @Test func whatNoReleaseHoldsIsSomebodys() {
        let pods = Harbor.deployment()
        let applied = Harbor.deployment(annotations: ["kubectl.kubernetes.io/last-applied-configuration": "{}"])
        let addOn = Harbor.found("berths.harbor.example.com", ["kubernetes.azure.com/managedby": "aks"])
        let crds = [Harbor.found("berths.harbor.example.com"), Harbor.found("cranes.harbor.example.com")]
        #expect(Harbor.sight().outsider(hasPods: true) == nil)
        #expect(Harbor.sight().outsider(hasPods: false) == nil)
        #expect(Harbor.sight(workloads: [pods]).outsider(hasPods: true) == OperatorOwner(.tool))
        #expect(
            Harbor.sight(workloads: [applied]).outsider(hasPods: true) == OperatorOwner(.tool, name: "kubectl apply"))
        #expect(
            Harbor.sight(workloads: [pods], crds: [addOn]).outsider(hasPods: true) == OperatorOwner(.addOn, name: "AKS")
        )
        // CRDs of what has pods may be left over.
        #expect(Harbor.sight(crds: crds).outsider(hasPods: true) == nil)
        #expect(Harbor.sight(crds: crds).outsider(hasPods: false) == OperatorOwner(.tool))
        #expect(Harbor.sight(crds: [crds[0]]).outsider(hasPods: false) == nil)
    }

    @Test func aPartOfAnotherProvidersIsToldAsSuch() {
        let found = release([])
        let other = Harbor.record(labels: Self.pier)
        #expect(found.otherProvider(of: other) == "pier")
        #expect(found.words(other).hasSuffix(" was installed by groundcrew for provider pier"))
        #expect(found.otherProvider(of: Harbor.record(labels: Harbor.own)) == nil)
        let model = Harbor.record(labels: .origin(provider: "pier", role: .deployment))
        for foreign in [Harbor.record(), model] {
            #expect(found.otherProvider(of: foreign) == nil)
            #expect(found.words(foreign).hasSuffix(" was not installed by groundcrew"))
        }
    }

    @Test func objectsAreWorkloadsAndThenCRDs() {
        let crd = Harbor.found("berths.harbor.example.com")
        let sight = Harbor.sight(workloads: [Harbor.deployment()], crds: [crd])
        #expect(sight.objects.map(\.name) == ["harbor-controller", "berths.harbor.example.com"])
    }
}
