{{/* What refuses numbers of replicas that do not go together, and a Prometheus that nobody named. */}}
{{- define "scaling.check" -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "autoscaling.minReplicas is %d, and autoscaling.maxReplicas %d" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- if and .enabled (not .prometheus) -}}
{{- fail "autoscaling.enabled needs autoscaling.prometheus, the address that is asked how many requests wait" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The object from which KEDA learns what to scale and when. Context: root, apiVersion, kind, name, query. */}}
{{- define "scaling.object" -}}
{{- include "scaling.check" .root -}}
{{- $scaling := .root.Values.autoscaling -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ .root.Release.Name }}
  namespace: {{ default .root.Release.Namespace .root.Values.namespace }}
  labels:
    app.kubernetes.io/name: {{ .root.Chart.Name }}
    app.kubernetes.io/instance: {{ .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ .root.Release.Service }}
spec:
  scaleTargetRef:
    apiVersion: {{ .apiVersion }}
    kind: {{ .kind }}
    name: {{ .name }}
  minReplicaCount: {{ $scaling.minReplicas }}
  maxReplicaCount: {{ $scaling.maxReplicas }}
  triggers:
    # For each replica, so many.
    - type: prometheus
      metricType: AverageValue
      metadata:
        serverAddress: {{ $scaling.prometheus | quote }}
        query: {{ default .query $scaling.query | quote }}
        threshold: {{ $scaling.targetWaitingRequests | quote }}
{{- end -}}
