import Value

/// Events by the object they are about, of core/v1 and of events.k8s.io/v1.
struct PodEvents {
    struct Event {
        var kind: String
        var name: String
        var uid: String
        var reason: String
        var message: String
        /// RFC 3339 in UTC, so that its order is the order of its text.
        var time: String
    }

    private let events: [Event]

    init(_ values: [Value]) {
        events = values.map { value in
            let about = value["involvedObject"] ?? value["regarding"] ?? .null
            let times = [
                value["series"]?["lastObservedTime"], value["lastTimestamp"], value["deprecatedLastTimestamp"],
                value["eventTime"], value["metadata"]?["creationTimestamp"],
            ]
            return Event(
                kind: about["kind"]?.string ?? "", name: about["name"]?.string ?? "", uid: about["uid"]?.string ?? "",
                reason: value["reason"]?.string ?? "", message: (value["message"] ?? value["note"])?.string ?? "",
                time: times.lazy.compactMap { $0?.string }.first ?? "")
        }.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    /// The newest event about the pod with one of the reasons. A pod of the same name that is gone does not count.
    func last(of pod: Value, _ reasons: String...) -> Event? {
        let name = pod["metadata"]?["name"]?.string ?? ""
        let uid = pod["metadata"]?["uid"]?.string ?? ""
        return events.last {
            $0.kind == "Pod" && $0.name == name && ($0.uid.isEmpty || uid.isEmpty || $0.uid == uid)
                && reasons.contains($0.reason)
        }
    }

    /// The newest refusal to make a pod for each object that makes them, unless it made one after that.
    func refusals() -> [PodDiagnosis] {
        var newest: [String: Event] = [:]
        var order: [String] = []
        for event in events where event.kind != "Pod" && ["FailedCreate", "SuccessfulCreate"].contains(event.reason) {
            let object = "\(event.kind.lowercased())/\(event.name)"
            if newest[object] == nil { order.append(object) }
            newest[object] = event
        }
        return order.compactMap { object in
            guard let event = newest[object], event.reason == "FailedCreate" else { return nil }
            return PodDiagnosis(cause: .notCreated, message: event.message, object: object)
        }
    }
}
