import Value

/// One claim that a deployment mounts; what is wrong with it is what is found first.
struct VolumeClaim: Sendable {
    private let deployment: Subject.Deployment
    private let name: String
    private let storage: VolumeFit.Storage
    private let room: VolumeFit.Room
    /// Wherever the volume is; nil where that makes no difference.
    private let openRoom: VolumeFit.Room?
    private let facts: [NodeFact]
    /// Nil where it does not exist.
    private let claim: Value?

    init(
        _ deployment: Subject.Deployment, _ name: String, storage: VolumeFit.Storage, room: VolumeFit.Room,
        openRoom: VolumeFit.Room? = nil, facts: [NodeFact]
    ) {
        self.deployment = deployment
        self.name = name
        self.storage = storage
        self.room = room
        self.openRoom = openRoom
        self.facts = facts
        claim = storage.claims.first {
            $0["metadata"]?["name"]?.string == name && $0["metadata"]?["namespace"]?.string == deployment.namespace
        }
    }

    /// Provisioners that make a volume with a pod on the node itself.
    private static let onNodes: Set<String> = [
        "rancher.io/local-path", "openebs.io/local", "k8s.io/minikube-hostpath", "microk8s.io/hostpath",
    ]

    /// Those on which workers find room.
    private var nodes: [String] { room.nodes.map(\.node) }
    private var title: String { "\(deployment.namespace)/\(name)" }
    private var isBound: Bool { claim?["status"]?["phase"]?.string == "Bound" }
    /// A volume was chosen for it by name.
    private var isChosen: Bool { !(claim?["spec"]?["volumeName"]?.string ?? "").isEmpty }
    private var className: String? { claim?["spec"]?["storageClassName"]?.string }
    private var modes: [String] { (claim?["spec"]?["accessModes"]?.array ?? []).compactMap(\.string) }
    private var storageClass: Value? { className.flatMap(storage.storageClass) }
    private var provisioner: String { storageClass?["provisioner"]?.string ?? "" }

    /// Nil where nothing is wrong.
    var finding: VolumeFit.Finding? {
        let seen = ofClaim ?? ofReach ?? ofModes ?? ofNodes ?? ofBinding
        // What fails does so wherever the volume is.
        return seen?.problem.fails == true ? seen : unseen ?? seen
    }

    private func found(
        _ problem: VolumeFit.Problem, _ words: String, _ hint: String, nodes: [String] = []
    ) -> VolumeFit.Finding {
        VolumeFit.Finding(claim: title, problem: problem, words: words, hint: hint, nodes: nodes)
    }

    private var ofClaim: VolumeFit.Finding? {
        guard claim != nil else {
            return found(
                .missing, "the claim \(title) that \(deployment.name) mounts does not exist",
                "make the PersistentVolumeClaim \(name) in namespace \(deployment.namespace), or leave modelCache.claim out "
                    + "of the values")
        }
        if claim?["status"]?["phase"]?.string == "Lost" {
            return found(
                .lost, "the volume behind the claim \(title) is gone",
                "make the claim anew (kubectl delete pvc \(name) -n \(deployment.namespace)), or bring its PersistentVolume "
                    + "back")
        }
        guard !isBound, !isChosen else { return nil }
        guard let className else {
            return storage.hasDefault
                ? nil
                : found(
                    .noDefaultClass, "the claim \(title) names no StorageClass, and none is the default",
                    "make it anew with a storageClassName, one of \(storage.classNames), or make a class the default "
                        + "(kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true)")
        }
        guard !className.isEmpty, storageClass == nil else { return nil }
        return found(
            .noClass, "the claim \(title) waits for the StorageClass \(className), which does not exist",
            "make it anew with a class that exists: \(storage.classNames)")
    }

    /// The volume that was chosen for it; nil where none was, or nothing is known of it.
    private var volume: ClaimedVolume? {
        guard isChosen else { return nil }
        return storage.volumes.first { $0.claim.name == name && $0.claim.namespace == deployment.namespace }
    }

    private var unseen: VolumeFit.Finding? {
        guard let volume, let reason = volume.unknown else { return nil }
        return found(
            .unseen, "which nodes reach the volume of the claim \(title) is not known: \(reason.message)", reason.hint)
    }

    /// A volume of one zone or node takes the pods there.
    private var ofReach: VolumeFit.Finding? {
        guard let volume, volume.unknown == nil, !volume.terms.isEmpty else { return nil }
        let reaching = facts.filter { volume.isReached(from: $0) }.map(\.name)
        let start = "the volume \(volume.volume) of the claim \(title)"
        let hint = "or make the claim anew where there is room and bring the data there, or leave modelCache.claim out"
        guard !reaching.isEmpty else {
            return found(
                .unreachable, "no node reaches \(start), which asks for \(volume.termsText)",
                "add nodes that do, \(hint)")
        }
        guard let openRoom, openRoom.fits, !room.fits else { return nil }
        let near = Set(reaching)
        var away: [(node: String, reason: String?)] = []
        for node in openRoom.nodes.map(\.node) where !near.contains(node) {
            away.append((node, "has room, and does not reach it (\(volume.termsText))"))
        }
        guard !away.isEmpty else { return nil }
        return found(
            .elsewhere,
            "\(start) is reached from \(NodeLines.names(reaching)) alone, where \(deployment.name) does not find room for all "
                + "its workers",
            "make room on these nodes, \(hint)", nodes: NodeLines.lines(away))
    }

    private var ofModes: VolumeFit.Finding? {
        guard deployment.workers > 1, !modes.contains("ReadWriteMany"), !modes.contains("ReadOnlyMany") else {
            return nil
        }
        let hint =
            "give the claim \(title) ReadWriteMany or ReadOnlyMany, which its StorageClass must be able to, or leave "
            + "modelCache.claim out of the values"
        if modes == ["ReadWriteOncePod"] {
            return found(
                .onePod,
                "\(deployment.name) has \(deployment.workers) workers, and the claim \(title) lets one pod mount it",
                hint)
        }
        // Where there is no room for all on any nodes, other checks say so.
        if room.missing > 0, room.fits, !room.nodes.contains(where: { $0.workers >= room.missing }) {
            return found(
                .oneNode,
                "no node has room for all \(room.missing) workers of \(deployment.name), and the claim \(title) lets one node "
                    + "mount it",
                hint)
        }
        return found(
            .oneNodeForAll,
            "the claim \(title) lets one node mount it, so that all \(deployment.workers) workers of \(deployment.name) must be "
                + "there",
            hint)
    }

    private var ofNodes: VolumeFit.Finding? {
        if storage.drivers.contains(provisioner), let running = storage.nodeDrivers {
            let without = nodes.filter { running[$0]?.contains(provisioner) != true }
            if !without.isEmpty { return withoutDriver(without, running) }
        }
        guard !isBound, Self.onNodes.contains(provisioner) else { return nil }
        let taints = taints(of: Set(nodes))
        guard !taints.isEmpty else { return nil }
        return found(
            .helperPod,
            "the volume of the claim \(title) is made by a pod on the node itself, which may not tolerate "
                + "\(taints.joined(separator: ", ")); nothing tells when it does not",
            "give the pods of the provisioner \(provisioner) these tolerations, or bind the claim before")
    }

    /// - Parameter without: nodes with room on which the driver does not run.
    private func withoutDriver(_ without: [String], _ running: [String: Set<String>]) -> VolumeFit.Finding {
        let isEnough = room.workers { running[$0]?.contains(provisioner) == true } >= room.missing
        let (names, name) = (NodeLines.names(without), deployment.name)
        let hint =
            "let the DaemonSet of the driver tolerate the taints of nodes with accelerators (kubectl get csinodes "
            + "tells where it runs), or choose a StorageClass of another driver"
        guard isEnough else {
            return found(
                .noDriver,
                "nodes on which \(name) finds room cannot mount the claim \(title): the driver \(provisioner) does not run on "
                    + "\(names)",
                hint, nodes: lines(without))
        }
        return found(
            .notEveryNode,
            "some of the nodes on which \(name) finds room cannot mount the claim \(title), and the scheduler may take them: "
                + "the driver \(provisioner) does not run on \(names)",
            hint + ", or keep the deployment on the other nodes with a nodeSelector", nodes: lines(without))
    }

    private var ofBinding: VolumeFit.Finding? {
        guard !isBound, storageClass?["volumeBindingMode"]?.string != "WaitForFirstConsumer" else { return nil }
        return found(
            .unbound, "the claim \(title) is not bound yet",
            "see kubectl describe pvc \(name) -n \(deployment.namespace); pods wait until it is")
    }

    private func lines(_ nodes: [String]) -> [String] {
        var reasons: [(node: String, reason: String?)] = []
        for node in nodes {
            let drivers = (storage.nodeDrivers?[node] ?? []).sorted()
            let running = drivers.isEmpty ? "no driver of volumes" : drivers.joined(separator: ", ")
            reasons.append((node, "runs \(running)"))
        }
        return NodeLines.lines(reasons)
    }

    /// Of the nodes, or of all with accelerators where none is known.
    private func taints(of nodes: Set<String>) -> [String] {
        let taints = facts.filter { nodes.isEmpty ? !$0.accelerators.isEmpty : nodes.contains($0.name) }
            .flatMap(\.taints).filter { $0.effect == "NoSchedule" || $0.effect == "NoExecute" }
        return Set(taints.map(\.description)).sorted()
    }
}
