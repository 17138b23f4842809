import Formats
import Value

/// What the server itself does to objects of particular types: defaults, rules, and consequences of a write.
enum Admission {
    /// Types whose status may be set when they are created.
    static func keepsStatusOnCreate(_ definition: ResourceDefinition) -> Bool {
        definition.key == ResourceDefinition.nodes.key
    }

    /// True when a deleted object stays until a controller has cleared up after it.
    static func waitsForOthers(_ object: Value, _ definition: ResourceDefinition) -> Bool {
        if definition.key == ResourceDefinition.namespaces.key {
            return !(object[at: "spec", "finalizers"]?.array?.isEmpty ?? true)
        }
        return false
    }

    static func defaulted(
        _ object: Value, _ definition: ResourceDefinition, _ cluster: inout Cluster, former: Value?
    ) -> Value {
        if definition.isCustom { return object }
        var object = BuiltinSchemas.schema(definition).defaulted(object)
        switch definition.kind {
        case "Namespace": defaultNamespace(&object, former)
        case "Secret": foldStringData(&object)
        case "Service": defaultService(&object, &cluster, former)
        case "Deployment": defaultDeployment(&object)
        case "StatefulSet": defaultStrategy(&object, ["partition": 0])
        case "DaemonSet": defaultStrategy(&object, ["maxUnavailable": 1, "maxSurge": 0])
        case "Job": defaultJob(&object, former)
        case "Pod": defaultPod(&object)
        case "CustomResourceDefinition": defaultDefinition(&object)
        case "PersistentVolumeClaim": defaultClaim(&object, cluster, former)
        default: break
        }
        for path in [["spec", "template", "spec"], ["spec"]] {
            guard object.value(at: (path + ["containers"])[...])?.array != nil, var spec = object.value(at: path[...])
            else {
                continue
            }
            defaultPullPolicies(&spec)
            object.set(spec, at: path[...])
        }
        return object
    }

    private static func defaultNamespace(_ object: inout Value, _ former: Value?) {
        object[at: "metadata", "labels", "kubernetes.io/metadata.name"] = .string(object.name)
        if former == nil {
            object[at: "spec", "finalizers"] = ["kubernetes"]
            object[at: "status"] = ["phase": "Active"]
        }
    }

    private static func foldStringData(_ object: inout Value) {
        guard let texts = object["stringData"]?.object else { return }
        for (key, value) in texts {
            object[at: "data", key] = .string(Base64.encode(Array((value.string ?? "").utf8)))
        }
        object[at: "stringData"] = nil
    }

    private static func defaultService(_ object: inout Value, _ cluster: inout Cluster, _ former: Value?) {
        let type = object[at: "spec", "type"]?.string ?? "ClusterIP"
        object[at: "status"] = object["status"] ?? former?["status"] ?? ["loadBalancer": [:]]
        guard type != "ExternalName" else { return }
        if let address = former?[at: "spec", "clusterIP"], object[at: "spec", "clusterIP"] == nil {
            object[at: "spec", "clusterIP"] = address
        }
        if (object[at: "spec", "clusterIP"]?.string ?? "").isEmpty {
            object[at: "spec", "clusterIP"] = .string(cluster.addresses.service())
        }
        object[at: "spec", "clusterIPs"] = .array([object[at: "spec", "clusterIP"] ?? .null])
        object[at: "spec", "ipFamilies"] = ["IPv4"]
        object[at: "spec", "ipFamilyPolicy"] = "SingleStack"
        if ["NodePort", "LoadBalancer"].contains(type) {
            object[at: "spec", "externalTrafficPolicy"] = object[at: "spec", "externalTrafficPolicy"] ?? "Cluster"
        }
        object[at: "spec", "ports"] = object[at: "spec", "ports"]?.array.map { ports in
            .array(
                ports.enumerated().map { index, port in
                    var port = port
                    if port["targetPort"] == nil { port[at: "targetPort"] = port["port"] }
                    if ["NodePort", "LoadBalancer"].contains(type), port["nodePort"] == nil {
                        port[at: "nodePort"] =
                            former?[at: "spec", "ports"]?[index]?["nodePort"]
                            ?? .integer(30_000 + Int64(cluster.store.version % 2_700) + Int64(index))
                    }
                    return port
                })
        }
    }

    private static func defaultDeployment(_ object: inout Value) {
        guard object[at: "spec", "strategy", "type"]?.string == "RollingUpdate" else { return }
        for key in ["maxSurge", "maxUnavailable"] where object[at: "spec", "strategy", "rollingUpdate", key] == nil {
            object[at: "spec", "strategy", "rollingUpdate", key] = "25%"
        }
    }

    private static func defaultStrategy(_ object: inout Value, _ defaults: Object) {
        guard object[at: "spec", "updateStrategy", "type"]?.string == "RollingUpdate" else { return }
        for (key, value) in defaults where object[at: "spec", "updateStrategy", "rollingUpdate", key] == nil {
            object[at: "spec", "updateStrategy", "rollingUpdate", key] = value
        }
    }

    private static func defaultJob(_ object: inout Value, _ former: Value?) {
        guard former == nil, object[at: "spec", "manualSelector"]?.bool != true else { return }
        let uid = object.uid
        object[at: "spec", "selector"] = ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]]
        let labels: Object = [
            "batch.kubernetes.io/controller-uid": .string(uid), "controller-uid": .string(uid),
            "batch.kubernetes.io/job-name": .string(object.name), "job-name": .string(object.name),
        ]
        for (key, value) in labels { object[at: "spec", "template", "metadata", "labels", key] = value }
    }

    private static func defaultPod(_ object: inout Value) {
        if object["status"] == nil { object[at: "status"] = ["phase": "Pending", "qosClass": "BestEffort"] }
        if object[at: "spec", "serviceAccountName"] == nil { object[at: "spec", "serviceAccountName"] = "default" }
        object[at: "spec", "serviceAccount"] = object[at: "spec", "serviceAccountName"]
        object[at: "spec", "enableServiceLinks"] = object[at: "spec", "enableServiceLinks"] ?? true
        if let containers = object[at: "spec", "containers"]?.array {
            object[at: "spec", "containers"] = .array(containers.map(requestsFromLimits))
        }
    }

    /// A limit without a request is the request too.
    private static func requestsFromLimits(_ container: Value) -> Value {
        var container = container
        for (name, amount) in container[at: "resources", "limits"]?.object ?? [:]
        where container[at: "resources", "requests", name] == nil {
            container[at: "resources", "requests", name] = amount
        }
        return container
    }

    private static func defaultPullPolicies(_ spec: inout Value) {
        for list in ["containers", "initContainers"] {
            guard let containers = spec[list]?.array else { continue }
            spec[at: list] = .array(
                containers.map { container in
                    guard container["imagePullPolicy"] == nil else { return container }
                    var container = container
                    let image = container["image"]?.string ?? ""
                    let name = image.split(separator: "/").last ?? ""
                    let isLatest = image.hasSuffix(":latest") || !(name.contains(":") || image.contains("@"))
                    container[at: "imagePullPolicy"] = isLatest ? "Always" : "IfNotPresent"
                    return container
                })
        }
    }

    private static func defaultClaim(_ object: inout Value, _ cluster: Cluster, _ former: Value?) {
        if former == nil { object[at: "status"] = ["phase": "Pending"] }
        guard former == nil, object[at: "spec", "storageClassName"] == nil else { return }
        let isDefault = { (storage: Value) in
            storage.annotations["storageclass.kubernetes.io/is-default-class"]?.string == "true"
        }
        guard let found = cluster.list(.storageClasses).first(where: isDefault) else { return }
        object[at: "spec", "storageClassName"] = .string(found.name)
    }

    private static func defaultDefinition(_ object: inout Value) {
        guard let kind = object[at: "spec", "names", "kind"]?.string else { return }
        if object[at: "spec", "names", "singular"] == nil {
            object[at: "spec", "names", "singular"] = .string(kind.lowercased())
        }
        if object[at: "spec", "names", "listKind"] == nil {
            object[at: "spec", "names", "listKind"] = .string("\(kind)List")
        }
        if object[at: "spec", "conversion"] == nil { object[at: "spec", "conversion"] = ["strategy": "None"] }
        if !object.finalizers.contains("customresourcecleanup.apiextensions.k8s.io") && !object.isBeingDeleted {
            object[at: "metadata", "finalizers"] = .array(
                (object.finalizers + ["customresourcecleanup.apiextensions.k8s.io"]).map(Value.string))
        }
        let storage = object[at: "spec", "versions"]?.array?.first { $0["storage"]?.bool == true }?["name"]
        if let storage {
            let stored = object[at: "status", "storedVersions"]?.array ?? []
            if !stored.contains(storage) { object[at: "status", "storedVersions"] = .array(stored + [storage]) }
        }
    }

    /// What follows from a stored object at once.
    static func didStore(_ object: Value, _ definition: ResourceDefinition, _ cluster: inout Cluster) {
        guard definition.key == ResourceDefinition.customResourceDefinitions.key,
            object.condition("Established")?["status"]?.string == "True", !object.isBeingDeleted,
            let type = CustomType(crd: object)
        else { return }
        cluster.customTypes[type.definition.key] = type
    }
}
