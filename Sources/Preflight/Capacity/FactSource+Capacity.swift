extension FactSource {
    /// Room on nodes is judged by what others gather.
    static let capacity: [FactSource] = []
}
