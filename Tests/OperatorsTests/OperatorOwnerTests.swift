import Releases
import Testing
import Value

@testable import Operators

/// Whose an operator is, whatever becomes of it.
@Suite struct OperatorOwnerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var sight: OperatorSight
        var kind: OperatorOwner.Kind
        var words: String
        var testDescription: String { name }

        init(_ name: String, _ sight: OperatorSight, _ kind: OperatorOwner.Kind, _ words: String) {
            self.name = name
            self.sight = sight
            self.kind = kind
            self.words = words
        }
    }

    private static let adopted = Harbor.own.merging([ReleaseLabels.adoptedKey: "harbor"]) { $1 }
    private static let broken = UnreadableRecord(
        namespace: "harbor-system", object: "s", release: "harbor", problem: "is empty")

    private static let cases = [
        Case("none", Harbor.sight(), .nobody, ""),
        Case("none, as far as was seen", Harbor.sight(unseen: ["daemonsets: forbidden"]), .unknown, "unknown"),
        Case("CRDs that were left", Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")]), .nobody, ""),
        Case(
            "CRDs, and what may look after them",
            Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")], unseen: ["daemonsets: forbidden"]),
            .unknown,
            "unknown"),
        Case("groundcrew's", Harbor.sight([Harbor.record(labels: Harbor.own)]), .groundcrew, "groundcrew"),
        Case(
            "groundcrew's elsewhere", Harbor.sight([Harbor.record(in: "ports", labels: Harbor.own)]), .groundcrew,
            "groundcrew"),
        Case(
            "adopted", Harbor.sight(holders: [Harbor.record(name: "base", in: "infra", labels: adopted)]), .adopted,
            "groundcrew, adopted (release infra/base)"),
        Case(
            "Helm's", Harbor.sight([Harbor.record(in: "ports")]), .helm, "Helm's release ports/harbor"),
        Case(
            "another chart under its name", Harbor.sight([Harbor.record(chart: "nginx")]), .helm,
            "Helm's release harbor-system/harbor"),
        Case(
            "an add-on", Harbor.sight(workloads: [Harbor.deployment(["components.gke.io/layer": "addon"])]), .addOn,
            "GKE (add-on)"),
        Case(
            "a tool's", Harbor.sight(workloads: [Harbor.deployment(["kustomize.toolkit.fluxcd.io/name": "a"])]), .tool,
            "Flux"),
        Case("somebody's", Harbor.sight(workloads: [Harbor.deployment()]), .tool, "another tool"),
        Case("unreadable", Harbor.sight(unreadable: [broken]), .unknown, "unknown"),
    ]

    @Test(arguments: cases)
    func whoseItIsIsToldBesideTheDecision(test: Case) {
        let owner = OperatorJudge(Harbor.plan(), test.sight).owner
        #expect(owner.kind == test.kind)
        #expect(owner.words == test.words)
        #expect(owner.value["kind"]?.string == test.kind.rawValue)
    }

    @Test func aReleaseIsNamedWithWhereItStands() {
        let owner = OperatorJudge(Harbor.plan(), Harbor.sight([Harbor.record(in: "ports", status: "failed")])).owner
        #expect(owner.status == "failed")
        #expect(owner.value["release"] == ["namespace": "ports", "name": "harbor"])
        #expect(OperatorOwner(.nobody).value["release"] == .null)
    }

    @Test func somethingIsThereByItsReleaseItsPodsOrWhatHoldsThem() {
        #expect(!Harbor.sight().isThere)
        #expect(!Harbor.sight([Harbor.record(in: "ports")]).isThere, "its name elsewhere says nothing")
        #expect(Harbor.sight([Harbor.record()]).isThere)
        #expect(Harbor.sight([Harbor.record(in: "ports", labels: Harbor.own)]).isThere)
        #expect(Harbor.sight(workloads: [Harbor.deployment()]).isThere)
        #expect(Harbor.sight(holders: [Harbor.record(name: "base", in: "infra")]).isThere)
    }

    @Test(
        arguments: [
            ("harbor", "oci://charts.example.com/harbor", true), ("nginx", "oci://charts.example.com/harbor", false),
            ("harbor", "mine/platform", true), ("platform", "mine/platform", true),
        ])
    func aReleaseIsOneByItsChart(found: String, chart: String, isOne: Bool) {
        #expect(Harbor.plan(chart: chart).isMade(by: Harbor.record(chart: found, name: "a", in: "b")) == isOne)
    }

    @Test func whatIsAdoptedSaysAsWhat() {
        let labels = Harbor.plan().adoptionLabels
        #expect(
            labels == ["groundcrew/provider": "dock", "groundcrew/role": "operator", "groundcrew/adopted": "harbor"])
    }
}
