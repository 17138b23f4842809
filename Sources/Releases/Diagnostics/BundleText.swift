import Value

/// Cluster objects as a person reads them in a bundle; pure. What is given is redacted by then.
enum BundleText {
    // MARK: - Pods

    /// What `kubectl describe pod` says first.
    static func pod(_ pod: Value) -> String {
        let (metadata, spec, status) = (pod["metadata"], pod["spec"], pod["status"])
        var lines = [
            "Name:   \(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")",
            "Node:   \(spec?["nodeName"]?.string ?? "(none)")",
            "Phase:  \(words(status?["phase"], status?["reason"], status?["message"]))",
        ]
        if let deleted = metadata?["deletionTimestamp"]?.string { lines.append("Is being deleted since \(deleted)") }
        lines.append("Conditions:")
        for condition in status?["conditions"]?.array ?? [] {
            lines.append(
                "  \(condition["type"]?.string ?? "")=\(condition["status"]?.string ?? "") "
                    + words(condition["reason"], condition["message"]))
        }
        for (title, key) in [("Init containers:", "initContainerStatuses"), ("Containers:", "containerStatuses")] {
            let containers = status?[key]?.array ?? []
            if !containers.isEmpty { lines.append(title) }
            for container in containers {
                lines.append(
                    "  \(container["name"]?.string ?? ""): \(state(container["state"])), ready "
                        + "\(container["ready"]?.bool == true), \(container["restartCount"]?.integer ?? 0) restarts, image "
                        + (container["image"]?.string ?? ""))
                if let last = container["lastState"]?.object, !last.isEmpty {
                    lines.append("    before: \(state(.object(last)))")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func state(_ value: Value?) -> String {
        guard let states = value?.object, let name = states.keys.first, let details = states[name] else {
            return "unknown"
        }
        let code = details["exitCode"]?.integer.map { "exit code \($0)" }
        return ([name, code, words(details["reason"], details["message"])] as [String?])
            .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func words(_ values: Value?...) -> String {
        values.compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    // MARK: - Events

    /// The oldest first, a line each.
    static func events(_ events: [Value]) -> String {
        func time(_ event: Value) -> String {
            for key in ["lastTimestamp", "eventTime", "firstTimestamp"] {
                if let time = event[key]?.string { return time }
            }
            return event["metadata"]?["creationTimestamp"]?.string ?? ""
        }
        return events.sorted { time($0) < time($1) }.map { event in
            let about = event["involvedObject"] ?? event["regarding"]
            let count = event["count"]?.integer ?? 1
            let text = event["message"]?.string ?? event["note"]?.string ?? ""
            return "\(time(event))  \(event["type"]?.string ?? "")  \(event["reason"]?.string ?? "")  "
                + "\(about?["kind"]?.string ?? "")/\(about?["name"]?.string ?? "")  \(text)"
                + (count > 1 ? "  (\(count) times)" : "") + "\n"
        }.joined()
    }

    // MARK: - Nodes

    /// A line each: what decides whether pods fit.
    static func nodes(_ nodes: [Value]) -> String {
        nodes.map { node in
            let (spec, status) = (node["spec"], node["status"])
            let isReady = (status?["conditions"]?.array ?? []).first { $0["type"] == "Ready" }?["status"] == "True"
            let troubles = (status?["conditions"]?.array ?? [])
                .filter { $0["type"] != "Ready" && $0["status"] == "True" }.compactMap { $0["type"]?.string }
            let taints = (spec?["taints"]?.array ?? []).map {
                "\($0["key"]?.string ?? "")=\($0["value"]?.string ?? ""):\($0["effect"]?.string ?? "")"
            }
            let room = (status?["allocatable"]?.object ?? [:])
                .filter { !$0.key.hasPrefix("hugepages") }.map { "\($0.key)=\($0.value.string ?? $0.value.json())" }
            let parts = [
                node["metadata"]?["name"]?.string ?? "", isReady ? "Ready" : "NotReady",
                spec?["unschedulable"]?.bool == true ? "cordoned" : "",
                status?["nodeInfo"]?["kubeletVersion"]?.string ?? "",
                status?["nodeInfo"]?["architecture"]?.string ?? "",
                troubles.joined(separator: ","), "allocatable " + room.joined(separator: " "),
                taints.isEmpty ? "" : "taints " + taints.joined(separator: " "),
            ]
            return parts.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
