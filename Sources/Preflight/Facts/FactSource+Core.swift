import Value

extension FactSource {
    /// The cluster, its fleet, and what is asked by address.
    static let core: [FactSource] = [
        // Found while it is seen whether the cluster answers, so that nobody asks for it again.
        FactSource(.kubernetes, "the server's version") { throw $0.gatherer.noClient },
        FactSource(
            .nodes, "every node, with what it says of accelerators, room, taints and conditions",
            // Which labels are kept hangs on the volumes, too.
            needs: [.claimedVolumes]
        ) { context in
            let keys = ClaimedVolume.labelKeys(in: context.fact(.claimedVolumes))
            return .known(.array(try await context.gatherer.nodes(for: context.subject, keeping: keys).map(\.value)))
        },
        FactSource(
            .pods, "the pods that hold accelerators, belong to a wanted deployment or wait for a node"
        ) { context in
            .known(try await context.gatherer.podFacts(for: context.subject).pods.recorded)
        },
        FactSource(
            .nodeUse, "what all other pods take, by node; it comes with the list of pods"
        ) { context in
            .known(try await context.gatherer.podFacts(for: context.subject).uses.recorded)
        },
        FactSource(
            .resourceSlices, "what dynamic resource allocation publishes; absent where the server does not serve it"
        ) { try await $0.gatherer.resourceSlices() },
        FactSource(.crds, "the CRDs that `want.crds` and `want.alternatives` name") { context in
            .known(.array(try await context.gatherer.crds(context.subject.crdNames)))
        },
        FactSource(
            .nats, "what each of `want.nats` answers; absent when none is wanted", isOfCluster: false,
            awaitsCluster: true
        ) { try await $0.gatherer.services(.nats, of: $0.subject, noCluster: $0.noCluster) },
        FactSource(
            .etcd, "what each of `want.etcd` answers; absent when none is wanted", isOfCluster: false,
            awaitsCluster: true
        ) { try await $0.gatherer.services(.etcd, of: $0.subject, noCluster: $0.noCluster) },
        FactSource(.helm, "the Helm program; absent when there is none", isOfCluster: false) {
            try await $0.gatherer.helmProgram()
        },
    ]
}
