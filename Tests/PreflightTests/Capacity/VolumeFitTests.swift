import Testing
import Value

@testable import Preflight

@Suite struct VolumeFitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Its spec and status; nil where there is none.
        var claim: String?
        var workers: Int64 = 1
        var nodes = 2
        /// Accelerators of each node; one for each worker where it is empty.
        var sizes: [Int64] = []
        var taint: String?
        var classes =
            "[{metadata: {name: fast}, provisioner: csi.example.com, volumeBindingMode: WaitForFirstConsumer}]"
        var drivers = "[{metadata: {name: csi.example.com}}]"
        var csiNodes = """
            [{metadata: {name: n0}, spec: {drivers: [{name: csi.example.com}]}},
             {metadata: {name: n1}, spec: {drivers: [{name: csi.example.com}, {name: other}]}}]
            """
        /// The zone of the volume that was chosen for it; node `n0` is in `a`, all others in `b`.
        var zone: String?
        /// Why nothing is known of that volume.
        var unseen: UnknownReason?
        var problem: VolumeFit.Problem?
        var says = ""
    }

    private static let many = "{spec: {accessModes: [ReadWriteMany], storageClassName: fast}, status: {phase: Bound}}"
    private static let once = "{spec: {accessModes: [ReadWriteOnce], storageClassName: fast}, status: {phase: Bound}}"

    private static let chosen = """
        {spec: {accessModes: [ReadWriteMany], storageClassName: fast, volumeName: pv-1}, status: {phase: Bound}}
        """

    private static func pending(_ more: String) -> String {
        "{spec: {accessModes: [ReadWriteMany] \(more)}, status: {phase: Pending}}"
    }

    static let cases = [
        Case(testDescription: "bound, for many", claim: many, workers: 2),
        Case(testDescription: "bound, for one worker", claim: once),
        Case(testDescription: "missing", claim: nil, problem: .missing, says: "the claim team/models that d mounts"),
        Case(testDescription: "lost", claim: "{status: {phase: Lost}}", problem: .lost, says: "is gone"),
        Case(
            testDescription: "a class that does not exist", claim: pending(", storageClassName: slow"),
            problem: .noClass, says: "waits for the StorageClass slow, which does not exist"),
        Case(
            testDescription: "a class that does not exist any more, bound",
            claim: "{spec: {accessModes: [ReadWriteMany], storageClassName: slow}, status: {phase: Bound}}"),
        Case(
            testDescription: "no class, and no default", claim: pending(""), problem: .noDefaultClass,
            says: "names no StorageClass, and none is the default"),
        Case(
            testDescription: "no class, and a default", claim: pending(""),
            classes: """
                [{metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}]
                """, problem: .unbound),
        Case(
            testDescription: "a volume by name", claim: pending(", storageClassName: '', volumeName: mine"),
            problem: .unbound, says: "is not bound yet"),
        Case(
            testDescription: "bound when the first pod comes", claim: pending(", storageClassName: fast"), workers: 2),
        Case(
            testDescription: "not bound at once, as it should be", claim: pending(", storageClassName: now"),
            classes: "[{metadata: {name: now}, provisioner: csi.example.com, volumeBindingMode: Immediate}]",
            problem: .unbound),
        Case(
            testDescription: "one pod for several workers",
            claim: "{spec: {accessModes: [ReadWriteOncePod]}, status: {phase: Bound}}", workers: 2, problem: .onePod,
            says: "d has 2 workers, and the claim team/models lets one pod mount it"),
        Case(
            testDescription: "one node for workers on several", claim: once, workers: 2, problem: .oneNode,
            says: "no node has room for all 2 workers of d, and the claim team/models lets one node mount it"),
        // The scheduler may take another node than the smallest.
        Case(
            testDescription: "one node for workers that one of several nodes holds", claim: once, workers: 2,
            sizes: [1, 8], problem: .oneNodeForAll, says: "all 2 workers of d must be there"),
        Case(
            testDescription: "one node for workers for which there is no room anyway", claim: once, workers: 3,
            problem: .oneNodeForAll),
        Case(
            testDescription: "one node for workers on one", claim: once, workers: 2, nodes: 1, problem: .oneNodeForAll,
            says: "all 2 workers of d must be there"),
        Case(
            testDescription: "read by many", claim: "{spec: {accessModes: [ReadOnlyMany]}, status: {phase: Bound}}",
            workers: 2),
        Case(
            testDescription: "R30 a node without the driver", claim: many, workers: 2,
            csiNodes: "[{metadata: {name: n0}, spec: {drivers: [{name: csi.example.com}]}}, {metadata: {name: n1}}]",
            problem: .noDriver, says: "the driver csi.example.com does not run on n1"),
        Case(
            testDescription: "R30 a node without the driver beside one that holds all", claim: many, workers: 2,
            sizes: [8, 1],
            csiNodes: "[{metadata: {name: n0}, spec: {drivers: [{name: csi.example.com}]}}, {metadata: {name: n1}}]",
            problem: .notEveryNode, says: "the scheduler may take them: the driver csi.example.com does not run on n1"),
        Case(
            testDescription: "R30 a node without the driver that is too small", claim: many, workers: 2,
            sizes: [8, 0],
            csiNodes: "[{metadata: {name: n0}, spec: {drivers: [{name: csi.example.com}]}}, {metadata: {name: n1}}]"),
        Case(
            testDescription: "R30 a node that nobody knows", claim: many, workers: 2, csiNodes: "[]",
            problem: .noDriver,
            says: "does not run on n0, n1"),
        Case(testDescription: "nodes that do not tell", claim: many, workers: 2, csiNodes: "null"),
        Case(
            testDescription: "a driver that is not registered", claim: many, workers: 2, drivers: "[]", csiNodes: "[]"),
        Case(
            testDescription: "R30 a volume that a pod on the node makes", claim: pending(", storageClassName: local"),
            taint: "nvidia.com/gpu",
            classes: """
                [{metadata: {name: local}, provisioner: rancher.io/local-path, volumeBindingMode: WaitForFirstConsumer}]
                """, problem: .helperPod, says: "may not tolerate nvidia.com/gpu:NoSchedule"),
        Case(
            testDescription: "a volume that a pod on a node without taints makes",
            claim: pending(", storageClassName: local"),
            classes: """
                [{metadata: {name: local}, provisioner: rancher.io/local-path, volumeBindingMode: WaitForFirstConsumer}]
                """),
        Case(
            testDescription: "R30 it was made before",
            claim: "{spec: {accessModes: [ReadWriteMany], storageClassName: local}, status: {phase: Bound}}",
            taint: "nvidia.com/gpu", classes: "[{metadata: {name: local}, provisioner: rancher.io/local-path}]"),
        Case(testDescription: "a volume that every node reaches", claim: chosen, workers: 2),
        Case(testDescription: "a volume of a zone with room", claim: chosen, zone: "a"),
        Case(
            testDescription: "a volume of a zone without a node", claim: chosen, zone: "c", problem: .unreachable,
            says: "no node reaches the volume pv-1 of the claim team/models, which asks for zone In (c)"),
        Case(
            testDescription: "a volume of a zone with too little room", claim: chosen, workers: 2, zone: "a",
            problem: .elsewhere,
            says: "the volume pv-1 of the claim team/models is reached from n0 alone, where d does not find room"),
        Case(
            testDescription: "nodes with room that do not reach the volume", claim: chosen, workers: 2, zone: "a",
            problem: .elsewhere, says: "n1: has room, and does not reach it (zone In (a))"),
        Case(
            testDescription: "there is no room wherever the volume is", claim: chosen, workers: 5, zone: "a"),
        Case(
            testDescription: "a volume that may not be looked at", claim: chosen,
            unseen: UnknownReason(.forbidden, "may not get persistentvolumes"), problem: .unseen,
            says: "is not known: may not get persistentvolumes"),
        // One that was not chosen yet is nowhere.
        Case(
            testDescription: "no volume yet, and none may be looked at", claim: pending(", storageClassName: fast"),
            unseen: UnknownReason(.forbidden, "may not get persistentvolumes")),
        Case(
            testDescription: "what fails wherever the volume is", claim: chosen, workers: 2,
            csiNodes: "[{metadata: {name: n0}}, {metadata: {name: n1}}]",
            unseen: UnknownReason(.forbidden, "may not get persistentvolumes"), problem: .noDriver),
    ]

    private static func fit(_ item: Case) throws -> VolumeFit {
        let sizes = item.sizes.isEmpty ? Array(repeating: item.nodes == 1 ? 2 : 1, count: item.nodes) : item.sizes
        var nodes = sizes.enumerated().map {
            NodeFact(name: "n\($0)", allocatable: ["nvidia.com/gpu": $1], isReady: true)
        }
        if let taint = item.taint {
            for index in nodes.indices { nodes[index].taints = [.init(key: taint, value: "", effect: "NoSchedule")] }
        }
        for index in nodes.indices { nodes[index].labels = ["zone": index == 0 ? "a" : "b"] }
        var deployment = Subject.Deployment(
            name: "d", namespace: "team", provider: "p", workers: item.workers, perWorker: 1,
            tolerations: [Toleration(key: "", operation: "Exists")])
        deployment.volumes = ["models"]
        let metadata: Value = ["metadata": ["name": "models", "namespace": "team"]]
        let elsewhere: Value = ["metadata": ["name": "models", "namespace": "other"], "status": ["phase": "Lost"]]
        var claims = [elsewhere]
        if let claim = item.claim { claims.append(try Scenario.yaml(claim).merged(with: metadata)) }
        var storage = VolumeFit.Storage(
            claims: .array(claims), classes: try Scenario.yaml(item.classes), drivers: try Scenario.yaml(item.drivers),
            nodes: try Scenario.yaml(item.csiNodes))
        var volume = ClaimedVolume(claim: deployment.mountedClaims[0], volume: "pv-1", unknown: item.unseen)
        if let zone = item.zone {
            volume.terms = [.init([.init(key: "zone", operation: "In", values: [zone])])]
        }
        storage.volumes = [volume]
        let inventory = GPUInventory(nodes: nodes)
        var demand = GPUDemand(deployment)
        let open = GPUPlacement(inventory: inventory, demands: [demand])
        demand.volumes = item.zone == nil ? [] : [volume]
        return VolumeFit(
            [deployment], storage, GPUPlacement(inventory: inventory, demands: [demand]), open: open)
    }

    @Test(arguments: cases) func claimsAreLookedAt(_ item: Case) throws {
        let fit = try Self.fit(item)
        #expect(fit.findings.map(\.problem) == (item.problem.map { [$0] } ?? []), "\(fit.findings)")
        let text = fit.findings.map { "\($0.words) \($0.nodes)" }.joined()
        #expect(item.says.isEmpty || text.contains(item.says), "\(text)")
        #expect(fit.findings.allSatisfy { !$0.hint.isEmpty })
        let failing = fit.value["failing"]?.array ?? []
        #expect(failing.isEmpty == !(item.problem?.fails ?? false))
        let others = [("unseen", item.problem == .unseen), ("doubtful", item.problem?.isDoubtful == true)]
        for (key, isThere) in others { #expect(fit.value[key]?.array?.isEmpty == !isThere, "\(key)") }
        #expect(fit.value["count"] == 1)
    }

    /// What others may take is no matter of what their workers are placed on here.
    @Test func placesOfOthersDoNotCount() throws {
        var wanted = Subject.Deployment(name: "d", namespace: "team", provider: "p", workers: 2, perWorker: 1)
        wanted.volumes = ["models"]
        let other = Subject.Deployment(name: "big", namespace: "team", provider: "p", workers: 1, perWorker: 2)
        let claim = try Scenario.yaml("{metadata: {name: models, namespace: team}, \(Self.once.dropFirst())")
        let sizes: [Int64] = [2, 2, 1]
        let nodes = sizes.enumerated().map {
            NodeFact(name: "n\($0)", allocatable: ["nvidia.com/gpu": $1], isReady: true)
        }
        let placement = GPUPlacement(
            inventory: GPUInventory(nodes: nodes), demands: [GPUDemand(wanted), GPUDemand(other)])
        let fit = VolumeFit(
            [wanted, other], VolumeFit.Storage(claims: [claim], classes: [], drivers: [], nodes: .null), placement)
        #expect(fit.findings.map(\.problem) == [.oneNodeForAll])
    }

    @Test func everyProblemIsFound() {
        #expect(Set(Self.cases.compactMap(\.problem)) == Set(VolumeFit.Problem.allCases))
    }
}
