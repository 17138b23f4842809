import Value

extension FactVariable {
    /// What nodes have for what is wanted.
    static let capacity: [FactVariable] = offered + placing + waiting

    private static let offered: [FactVariable] = [
        FactVariable(
            "gpus", from: [.nodes],
            form: """
                {nodes, offering, usable, open, offered, resources, text, announcedOnly, announcedText, unhealthy, \
                unlabelled, notReady, cordoned, pressed, away, tainted, taints, tolerations, allTaints, closed, timeSliced, \
                timeSlicedText, vendors, deploys, runtimes [{handlers, nodes, names}]}
                """,
            """
            what the nodes offer; `usable` nodes take pods, `open` ones those of the deployments, or of what the providers \
            would deploy: `tainted` ones do not; `allTaints` are those of the nodes, tolerated or not; `away`, `closed` and \
            `unhealthy` are lines with a few of the nodes of which the same is to be said, and how many more there are; \
            `deploys` are the values of the labels by which NVIDIA's operator chooses nodes, `runtimes` the handlers of nodes \
            that tell them
            """
        ) { (facts) throws(UnknownReason) in try facts.inventory(withPods: false).value },
        FactVariable(
            "drivers", from: [.nodes],
            form: "{least, neededBy, cuda, known, old, oldLines, unlabelled, unlabelledText, conflicts}",
            """
            the most demanding of those of `want.drivers` that deployments on NVIDIA's accelerators need (`least` is 0 where \
            there is none), how many nodes with such accelerators tell their driver, those of \
            them whose driver is older, those that do not tell, and those whose driver breaks a network that they offer; \
            `oldLines` and `unlabelledText` name a few of the nodes, and how many more there are
            """
        ) { (facts) throws(UnknownReason) in
            DriverInventory(
                nodes: try facts.nodes(), wanted: facts.subject.drivers, deployments: facts.subject.deployments
            ).value
        },
        FactVariable(
            "dra", from: [.nodes, .pods, .resourceSlices, .claimedVolumes],
            form: """
                {served, drivers, devices, free, tainted, taints, nodes, fits, certain, missing, wanted {devices, free, \
                tainted}, standsInFor, classes, undecided}
                """,
            """
            what dynamic resource allocation offers; a device that is published whole and as its partitions counts once, \
            `tainted` ones (by their driver or by a DeviceTaintRule, as `taints` tells) do not count; `wanted` are those, of \
            whatever driver, for which deployments ask, the `missing` ones where there are some; `undecided` says why there \
            may be room where none was found, or none where some was, and it is not `certain` where not every arrangement \
            was tried
            """
        ) { (facts) throws(UnknownReason) in
            let inventory = DRAInventory(fact: try facts.known(.resourceSlices), nodes: try facts.nodes())
            return inventory.value(
                pods: try facts.pods(), demands: try facts.demands(), tolerations: facts.subject.tolerations)
        },
        FactVariable(
            "advertised", from: [.nodes, .resourceSlices],
            form: "{nodes, silent, silentText, doubled, doubledLines, unlabelled, served, empty, problems, filled}",
            """
            who says of nodes that they have accelerators: `silent` ones are labelled, and nobody gives theirs; `doubled` \
            are given by a device plugin and a driver both; of what drivers publish, `empty` are pools without a device, \
            `problems` tell of others that are not complete, and `filled` counts those that give some on a node
            """
        ) { (facts) throws(UnknownReason) in
            Advertisement(try facts.inventory(withPods: false), fact: try facts.known(.resourceSlices)).value
        },
        FactVariable(
            "gpuDaemonSets", from: [.nodes, .daemonSets],
            form:
                """
                {all, idle [{name, part, vendor, gives, offered, wanted, unavailable, reason, serves}], stopped, unavailable, \
                running, origin}
                """,
            """
            DaemonSets that make the accelerators of nodes known; `idle` ones want no pod though they should, `stopped` ones \
            have none that is ready though the devices of the deployments in `serves` come by them, `gives` those \
            by which pods get devices, `offered` says that a node offers those of their vendor, and `origin` tells of a \
            driver that is not the operator's. Needs the objects \
            `daemonsets` of `apps` with `status` and `spec.template.spec`
            """
        ) { (facts) throws(UnknownReason) in
            StackDaemonSets(
                try facts.known(.daemonSets), try facts.inventory(withPods: false),
                deployments: facts.subject.deployments
            ).value
        },
        FactVariable(
            "draControllers", from: [.deploymentObjects], form: "[{name, vendor, replicas, available}]",
            """
            the Deployments with the controller of a driver of dynamic resource allocation, `vendor` empty where its name \
            does not tell; the check has to ask for `spec.replicas` and `status.availableReplicas` of deployments
            """
        ) { (facts) throws(UnknownReason) in StackPart.controllers(try facts.known(.deploymentObjects)) },
        FactVariable(
            "rdma", from: [.nodes], form: "{nodes, resources, text, without, withoutText, notAsked}",
            """
            networks without the kernel that nodes with accelerators offer; `without` are nodes that do not, `notAsked` \
            deployments whose workers talk to each other and ask for none
            """
        ) { (facts) throws(UnknownReason) in
            Fabric.value(try facts.inventory(withPods: false), demands: facts.subject.demands)
        },
    ]

    private static let placing: [FactVariable] = [
        FactVariable(
            "placement", from: [.nodes, .pods, .claimedVolumes],
            form: """
                {fits, wanted, needed, free, text, running, cause, resource, missing, competing, deployments [{name, \
                namespace, resource, workers, perWorker, gpus, running, placed, fits, cause, claims, nodes}], reasons, \
                timeSliced, sliced, certain}
                """,
            """
            whether the deployments find accelerators, all placed at once, on nodes that reach the volumes which they \
            mount; `cause` is `none`, `notOffered`, `tooFew`, \
            `unusable`, `tooSmall`, `allAllocated`, `fragmented` or `tooFewFree`; not `certain` where not every \
            arrangement was tried
            """
        ) { (facts) throws(UnknownReason) in
            GPUPlacement(inventory: try facts.inventory(), demands: try facts.demands()).value
        },
        FactVariable(
            "preemption", from: [.nodes, .pods, .claimedVolumes, .priorityClasses],
            form: "{fits, count, pods, text, others}",
            """
            whether the deployments find accelerators once pods of lower priority have gone, and which ones would; \
            `fits` is false where nobody needs to go. Needs the objects `priorityclasses` of `scheduling.k8s.io` with \
            `value`, `preemptionPolicy` and `globalDefault`
            """, make: preemption),
        FactVariable(
            "podPreemption",
            from: [.nodes, .pods, .nodeUse, .resourceSlices, .claimedVolumes, .priorityClasses],
            form: "{fits, count, pods, text, others}",
            "the same for whole pods; `others` are nodes with further pods of lower priority", make: podPreemption),
        FactVariable(
            "sharing", from: [.nodes, .pods, .claimedVolumes],
            form: "{nodes, shares, devices, fits, placed, tooSmall [{name, perWorker, most}], sliced, slicedText}",
            """
            nodes that offer a device several times over: the `devices` behind the `shares`, where deployments would get \
            shares, and those that need more devices than any node has; `sliced` are nodes with parts of devices
            """
        ) { (facts) throws(UnknownReason) in
            SharedDevices(inventory: try facts.inventory(), demands: try facts.demands()).value
        },
        FactVariable(
            "room", from: [.nodes, .pods, .nodeUse, .resourceSlices, .claimedVolumes],
            form: """
                {fits, certain, known, causes, deployments [{name, namespace, workers, running, placed, fits, causes, needs, \
                nodes}], missing, reasons, outOfReach, topology [{name, namespace, key, asked, groupSize, groups, placed, \
                fits, certain, labelled, unlabelled, domains}], disk {tight, reasons}, architectures, unseen}
                """,
            """
            whether the deployments find room for whole pods; `causes` are `accelerators`, and only where these alone \
            would fit `wrongArchitecture`, `tooLittleCPU`, `tooLittleMemory`, `tooLittleDisk`, `tooManyPods`, \
            `tooFewDevices` and `notTogether`; not `certain` where not every arrangement was tried; `topology` tells of \
            replicas on several nodes, `disk` of weights that nobody asked for room for
            """
        ) { (facts) throws(UnknownReason) in
            let (placement, unseen) = try facts.podPlacement()
            return placement.value(unseen: unseen)
        },
    ]

    private static let waiting: [FactVariable] = [
        FactVariable(
            "volumeClaims",
            from: [
                .nodes, .pods, .claimedVolumes, .volumeClaims, .volumeClasses, .volumeDrivers, .volumeNodes,
            ],
            form: "{count, failing [{claim, problem, words, hint, nodes}], unseen, doubtful}",
            """
            what keeps workers from mounting their claims where they find room; `problem` is `missing`, `lost`, `noClass`, \
            `noDefaultClass`, `unreachable`, `elsewhere`, `onePod`, `oneNode` or `noDriver` of those that fail, `unseen` of \
            those whose volume could not be looked at, and `notEveryNode`, `helperPod`, `oneNodeForAll` or `unbound` of \
            those that may come right
            """, make: volumeClaims),
        FactVariable(
            "waiting", from: [.pods],
            form: """
                {gated [{name, gates, message, accelerators, priority, own}], gates, lifters, gatedText, unschedulable, \
                unschedulableText, accelerators}
                """,
            """
            pods that wait for a node: behind scheduling gates, with who should lift them, or with accelerators and \
            because the scheduler finds no node; `own` are those of `want.deployments`
            """
        ) { (facts) throws(UnknownReason) in
            WaitingPods(try facts.pods(), demands: try facts.demands()).value
        },
    ]

    private static func volumeClaims(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let (inventory, demands) = (try facts.inventory(), try facts.demands())
        let placement = GPUPlacement(inventory: inventory, demands: demands)
        var storage = VolumeFit.Storage(
            claims: try facts.known(.volumeClaims), classes: try facts.known(.volumeClasses),
            drivers: try facts.known(.volumeDrivers), nodes: try facts.known(.volumeNodes))
        storage.volumes = facts.claimedVolumes()
        // Whether a volume is what keeps workers out.
        var open: GPUPlacement?
        if demands.contains(where: { !$0.volumes.isEmpty }), !placement.assignments.allSatisfy(\.fits) {
            open = GPUPlacement(inventory: inventory, demands: facts.subject.demands)
        }
        return VolumeFit(facts.subject.deployments, storage, placement, open: open).value
    }

    private static func preemption(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let demands = try facts.demands()
        let table = RoomTable(inventory: try facts.inventory(), demands: demands, isWhole: false)
        let priorities = try facts.priorities(of: demands)
        return Preemption(table, table.packing(), nodes: table.starts.map(\.eligible), priorities: priorities).value
    }

    private static func podPreemption(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let placement = try facts.podPlacement().placement
        let priorities = try facts.priorities(of: try facts.demands())
        return Preemption(placement.table, placement.packing, nodes: placement.nodes, priorities: priorities).value
    }
}
