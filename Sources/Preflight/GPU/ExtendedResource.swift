/// Resources that are none of Kubernetes' own: devices of all kinds, and what administrators invent.
enum ExtendedResource {
    /// As `IsExtendedResourceName` of Kubernetes' core helpers: a name with a domain that is not Kubernetes'.
    static func isOne(_ resource: String) -> Bool {
        resource.utf8.contains(UInt8(ascii: "/")) && !resource.contains("kubernetes.io/")
    }
}
