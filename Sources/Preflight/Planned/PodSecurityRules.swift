import Value

/// What keeps a pod from the levels of Kubernetes' Pod Security Standards, in words; pure.
struct PodSecurityRules: Sendable {
    /// What the level `baseline` forbids.
    let baseline: [String]
    /// What `restricted` forbids besides.
    let restricted: [String]

    init(spec: Value, annotations: Object = [:]) {
        let pod = PodSecurityView(spec: spec, annotations: annotations)
        baseline = pod.host + pod.privileges + pod.profiles
        restricted = pod.volumes + pod.escalations + pod.users + pod.seccomp + pod.capabilities
    }
}

/// A pod as the standards look at it.
private struct PodSecurityView {
    let spec: Value
    let annotations: Object

    private var context: Value? { spec["securityContext"] }

    private var containers: [Value] {
        ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.array ?? [] }
    }

    /// Names of the containers for which something holds.
    private func names(_ holds: (Value) -> Bool) -> String {
        containers.filter(holds).map { $0["name"]?.string ?? "?" }.joined(separator: ", ")
    }

    private func finding(_ words: String, _ holds: (Value) -> Bool) -> [String] {
        let names = names(holds)
        return names.isEmpty ? [] : ["\(words) (\(names))"]
    }

    private func list(_ container: Value, _ key: String) -> [String] {
        (container["securityContext"]?["capabilities"]?[key]?.array ?? []).compactMap(\.string)
    }

    // MARK: - Baseline

    var host: [String] {
        var found = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0] == true }
        let paths = (spec["volumes"]?.array ?? []).filter { $0["hostPath"].map { !$0.isNull } ?? false }
        if !paths.isEmpty {
            found.append("hostPath (\(paths.map { $0["name"]?.string ?? "?" }.joined(separator: ", ")))")
        }
        return found
            + finding("hostPort") { ($0["ports"]?.array ?? []).contains { ($0["hostPort"]?.integer ?? 0) != 0 } }
    }

    var privileges: [String] {
        let windows = "hostProcess"
        let isOfPod = context?["windowsOptions"]?[windows] == true
        var found = finding("privileged") { $0["securityContext"]?["privileged"] == true }
        if isOfPod { found.append(windows) }
        found += finding(windows) { $0["securityContext"]?["windowsOptions"]?[windows] == true }
        found += finding("capabilities beyond the default") { container in
            list(container, "add").contains { !Self.defaults.contains($0) }
        }
        found += finding("procMount") { container in
            let mount = container["securityContext"]?["procMount"]?.string ?? ""
            return !mount.isEmpty && mount != "Default"
        }
        return found + sysctls
    }

    /// Capabilities that every container may add.
    private static let defaults: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    private var sysctls: [String] {
        let names = (context?["sysctls"]?.array ?? []).compactMap { $0["name"]?.string }
            .filter { !Self.safeSysctls.contains($0) }
        return names.isEmpty ? [] : ["sysctls (\(names.joined(separator: ", ")))"]
    }

    private static let safeSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ]

    private static let unconfined = "a seccomp, AppArmor or SELinux profile that is not confined"

    var profiles: [String] {
        let marks = annotations.filter { key, value in
            key.hasPrefix("container.apparmor.security.beta.kubernetes.io/") && value.string == "unconfined"
        }
        let ofPod = Self.isUnconfined(context) || !marks.isEmpty ? [Self.unconfined] : []
        return ofPod + finding(Self.unconfined) { Self.isUnconfined($0["securityContext"]) }
    }

    private static func isUnconfined(_ context: Value?) -> Bool {
        if context?["seccompProfile"]?["type"] == "Unconfined" { return true }
        if context?["appArmorProfile"]?["type"] == "Unconfined" { return true }
        return isOddSELinux(context?["seLinuxOptions"])
    }

    private static func isOddSELinux(_ options: Value?) -> Bool {
        guard let options = options?.object else { return false }
        let types = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]
        return !types.contains(options["type"]?.string ?? "") || options["user"]?.string?.isEmpty == false
            || options["role"]?.string?.isEmpty == false
    }

    // MARK: - Restricted

    var volumes: [String] {
        let odd = (spec["volumes"]?.array ?? []).filter { volume in
            let sources = (volume.object ?? [:]).keys.filter { $0 != "name" && volume[$0]?.isNull == false }
            return !sources.allSatisfy { Self.volumeTypes.contains($0) || $0 == "hostPath" }
        }
        return odd.isEmpty
            ? [] : ["volumes of other types (\(odd.map { $0["name"]?.string ?? "?" }.joined(separator: ", ")))"]
    }

    private static let volumeTypes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    ]

    var escalations: [String] {
        finding("allowPrivilegeEscalation is not false") {
            $0["securityContext"]?["allowPrivilegeEscalation"] != false
        }
    }

    var users: [String] {
        let ofPod = context?["runAsNonRoot"]?.bool ?? false
        let root = "runAsUser is 0"
        var found = finding("runAsNonRoot is not true") { container in
            !(container["securityContext"]?["runAsNonRoot"]?.bool ?? ofPod)
        }
        if context?["runAsUser"]?.integer == 0 { found.append(root) }
        return found + finding(root) { $0["securityContext"]?["runAsUser"]?.integer == 0 }
    }

    var seccomp: [String] {
        let ofPod = context?["seccompProfile"]?["type"]?.string ?? ""
        return finding("seccompProfile is not RuntimeDefault or Localhost") { container in
            let type = container["securityContext"]?["seccompProfile"]?["type"]?.string ?? ofPod
            return type != "RuntimeDefault" && type != "Localhost"
        }
    }

    var capabilities: [String] {
        finding("capabilities are not dropped") { !list($0, "drop").contains("ALL") }
            + finding("capabilities are added") { container in
                list(container, "add").contains { $0 != "NET_BIND_SERVICE" }
            }
    }
}
