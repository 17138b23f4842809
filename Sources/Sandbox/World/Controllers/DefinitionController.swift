import Value

/// Accepts and establishes CRDs, and clears up after deleted ones.
struct DefinitionController: Controller {
    private static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for crd in cluster.list(.customResourceDefinitions) {
            if crd.isBeingDeleted {
                clearUp(crd, &cluster, &time)
            } else {
                establish(crd, &cluster, &time)
            }
        }
    }

    private func establish(_ crd: Value, _ cluster: inout Cluster, _ time: inout ControllerTime) {
        var crd = crd
        let names = crd[at: "spec", "names"] ?? [:]
        let group = crd[at: "spec", "group"]?.string ?? ""
        let rival = cluster.list(.customResourceDefinitions).first { other in
            other.name != crd.name && other[at: "spec", "group"]?.string == group
                && other[at: "status", "acceptedNames", "kind"] == names["kind"]
                && other.condition("NamesAccepted")?["status"]?.string == "True"
        }
        if rival != nil {
            let kind = FieldProblem.shown(names["kind"] ?? "")
            crd.setCondition(
                "NamesAccepted", false, reason: "KindConflict", message: "\(kind) is already in use", at: time.date)
            crd.setCondition(
                "Established", false, reason: "NotAccepted", message: "not all names are accepted", at: time.date)
            cluster.update(.customResourceDefinitions, crd)
            return
        }
        crd[at: "status", "acceptedNames"] = names
        crd.setCondition("NamesAccepted", true, reason: "NoConflicts", message: "no conflicts found", at: time.date)
        if time.isDue("crd/\(crd.uid)", after: time.delays.establish) {
            crd.setCondition(
                "Established", true, reason: "InitialNamesAccepted",
                message: "the initial names have been accepted", at: time.date)
        } else {
            crd.setCondition(
                "Established", false, reason: "Installing", message: "the initial names have been accepted",
                at: time.date)
        }
        let former = cluster.object(.customResourceDefinitions, "", crd.name)
        guard former != crd else { return }
        cluster.update(.customResourceDefinitions, crd)
        Admission.didStore(crd, .customResourceDefinitions, &cluster)
    }

    private func clearUp(_ crd: Value, _ cluster: inout Cluster, _ time: inout ControllerTime) {
        guard crd.finalizers.contains(Self.finalizer) else { return }
        if let type = CustomType(crd: crd) {
            cluster.terminatingTypes.insert(type.definition.key)
            let objects = cluster.list(type.definition)
            for object in objects { cluster.deleteAsController(object, type.definition, time) }
            guard cluster.list(type.definition).isEmpty else { return }
        }
        var crd = crd
        let finalizers = crd.finalizers.filter { $0 != Self.finalizer }
        crd[at: "metadata", "finalizers"] = .array(finalizers.map(Value.string))
        if finalizers.isEmpty {
            cluster.removeForGood(crd, .customResourceDefinitions)
        } else {
            cluster.update(.customResourceDefinitions, crd)
        }
    }
}
