import Deployments

/// Where a forwarded port is, and how to use it.
enum ForwardText {
    static func text(_ forwarded: ForwardedEndpoint) -> String {
        let endpoint = forwarded.endpoint
        let lines = [
            "forwarding \(forwarded.place) to port \(forwarded.servicePort) of service "
                + "\(endpoint.namespace)/\(endpoint.service), until interrupted",
            "  pod \(forwarded.pod.name)", forwarded.url.map { "  \($0)" }, forwarded.curl.map { "  \($0)" },
        ]
        return lines.compactMap(\.self).joined(separator: "\n") + "\n"
    }
}
