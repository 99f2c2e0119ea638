package enforce

// What Kubernetes fixes about the kinds of values: the API server decodes
// every object of its own kinds into Go types before an engine sees it, so a
// check need not ask whether hostNetwork is a boolean. A test holds these
// tables to the types of k8s.io/api.
//
// They name what our checks look at. About anything else nothing is known,
// and the checks ask. Quantities and what may be a number or a text (ports,
// maxUnavailable) are left out on purpose.

var (
	fixedText    = &fixed{kind: text}
	fixedBoolean = &fixed{kind: boolean}
	fixedInteger = &fixed{kind: whole}
	fixedOpaque  = fixedObject(nil)
	fixedTexts   = fixedMap(fixedText)

	fixedMetadata = fixedObject(fields{
		"name": fixedText, "namespace": fixedText, "labels": fixedTexts, "annotations": fixedTexts,
		"ownerReferences": fixedArray(fixedOpaque),
	})

	fixedSeccomp  = fixedObject(fields{"type": fixedText})
	fixedAppArmor = fixedObject(fields{"type": fixedText})

	fixedResources = fixedObject(fields{"limits": fixedMap(nil), "requests": fixedMap(nil)})

	fixedContainer = fixedObject(fields{
		"image":          fixedText,
		"ports":          fixedArray(fixedObject(fields{"hostPort": fixedInteger})),
		"resources":      fixedResources,
		"livenessProbe":  fixedOpaque,
		"readinessProbe": fixedOpaque,
		"startupProbe":   fixedOpaque,
		"securityContext": fixedObject(fields{
			"allowPrivilegeEscalation": fixedBoolean, "privileged": fixedBoolean, "readOnlyRootFilesystem": fixedBoolean,
			"runAsNonRoot": fixedBoolean, "runAsUser": fixedInteger, "runAsGroup": fixedInteger,
			"capabilities":   fixedObject(fields{"add": fixedArray(fixedText), "drop": fixedArray(fixedText)}),
			"seccompProfile": fixedSeccomp, "appArmorProfile": fixedAppArmor,
		}),
	})

	fixedPodSpec = fixedObject(fields{
		"containers": fixedArray(fixedContainer), "initContainers": fixedArray(fixedContainer), "ephemeralContainers": fixedArray(fixedContainer),
		"hostNetwork": fixedBoolean, "hostPID": fixedBoolean, "hostIPC": fixedBoolean, "automountServiceAccountToken": fixedBoolean,
		"serviceAccountName": fixedText, "priorityClassName": fixedText, "nodeSelector": fixedTexts,
		"os":        fixedObject(fields{"name": fixedText}),
		"resources": fixedResources,
		"securityContext": fixedObject(fields{
			"runAsNonRoot": fixedBoolean, "runAsUser": fixedInteger,
			"seccompProfile": fixedSeccomp, "appArmorProfile": fixedAppArmor,
			"sysctls": fixedArray(fixedObject(fields{"name": fixedText, "value": fixedText})),
		}),
		"volumes":                   fixedArray(fixedObject(fields{"hostPath": fixedOpaque})),
		"imagePullSecrets":          fixedArray(fixedOpaque),
		"topologySpreadConstraints": fixedArray(fixedOpaque),
		"affinity":                  fixedObject(fields{"nodeAffinity": fixedOpaque, "podAntiAffinity": fixedOpaque, "podAffinity": fixedOpaque}),
		"tolerations":               fixedArray(fixedObject(fields{"key": fixedText, "operator": fixedText, "value": fixedText, "effect": fixedText})),
	})

	fixedPod        = fixedObject(fields{"metadata": fixedMetadata, "spec": fixedPodSpec})
	fixedController = fixedObject(fields{"metadata": fixedMetadata, "spec": fixedObject(fields{"replicas": fixedInteger, "template": fixedPod})})
)

// fixedKinds gives what is fixed for the objects of a kind that resourceNames
// lists, in each of its API versions. Kinds that are not here have metadata
// only.
var fixedKinds = map[string]*fixed{
	"Pod":                   fixedPod,
	"Deployment":            fixedController,
	"StatefulSet":           fixedController,
	"DaemonSet":             fixedController,
	"ReplicaSet":            fixedController,
	"ReplicationController": fixedController,
	"DeploymentConfig":      fixedController, // of OpenShift, with the pod template of Kubernetes
	"Job":                   fixedController,
	"CronJob":               fixedObject(fields{"metadata": fixedMetadata, "spec": fixedObject(fields{"jobTemplate": fixedController})}),
	"Service":               fixedObject(fields{"metadata": fixedMetadata, "spec": fixedObject(fields{"type": fixedText, "externalIPs": fixedArray(fixedText)})}),
	"Ingress":               fixedObject(fields{"metadata": fixedMetadata, "spec": fixedObject(fields{"tls": fixedArray(fixedOpaque)})}),
	"StorageClass":          fixedObject(fields{"metadata": fixedMetadata, "provisioner": fixedText}),
	"PodDisruptionBudget":   fixedObject(fields{"metadata": fixedMetadata, "spec": fixedObject(fields{})}),
}

var fixedAnyKind = fixedObject(fields{"metadata": fixedMetadata})

type fields map[string]*fixed

func fixedObject(f fields) *fixed {
	if f == nil {
		f = fields{}
	}
	return &fixed{kind: object, fields: f}
}

func fixedArray(items *fixed) *fixed { return &fixed{kind: array, each: items} }
func fixedMap(members *fixed) *fixed { return &fixed{kind: object, each: members} }

// resourceNames gives the name of a kind's resource in the API, by which
// admission rules speak of it, by API group and kind. What is not here is
// refused: the names of others' kinds are theirs to choose.
var resourceNames = map[string]string{
	"/ConfigMap":             "configmaps",
	"/DeploymentConfig":      "deploymentconfigs",
	"/LimitRange":            "limitranges",
	"/Namespace":             "namespaces",
	"/PersistentVolume":      "persistentvolumes",
	"/PersistentVolumeClaim": "persistentvolumeclaims",
	"/Pod":                   "pods",
	"/PodTemplate":           "podtemplates",
	"/ReplicationController": "replicationcontrollers",
	"/ResourceQuota":         "resourcequotas",
	"/Secret":                "secrets",
	"/Service":               "services",
	"/ServiceAccount":        "serviceaccounts",
	"admissionregistration.k8s.io/MutatingWebhookConfiguration":   "mutatingwebhookconfigurations",
	"admissionregistration.k8s.io/ValidatingWebhookConfiguration": "validatingwebhookconfigurations",
	"apps.openshift.io/DeploymentConfig":                          "deploymentconfigs",
	"apps/DaemonSet":                                              "daemonsets",
	"apps/Deployment":                                             "deployments",
	"apps/ReplicaSet":                                             "replicasets",
	"apps/StatefulSet":                                            "statefulsets",
	"autoscaling/HorizontalPodAutoscaler":                         "horizontalpodautoscalers",
	"batch/CronJob":                                               "cronjobs",
	"batch/Job":                                                   "jobs",
	"discovery.k8s.io/EndpointSlice":                              "endpointslices",
	"networking.k8s.io/Ingress":                                   "ingresses",
	"networking.k8s.io/IngressClass":                              "ingressclasses",
	"networking.k8s.io/NetworkPolicy":                             "networkpolicies",
	"node.k8s.io/RuntimeClass":                                    "runtimeclasses",
	"policy/PodDisruptionBudget":                                  "poddisruptionbudgets",
	"rbac.authorization.k8s.io/ClusterRole":                       "clusterroles",
	"rbac.authorization.k8s.io/ClusterRoleBinding":                "clusterrolebindings",
	"rbac.authorization.k8s.io/Role":                              "roles",
	"rbac.authorization.k8s.io/RoleBinding":                       "rolebindings",
	"scheduling.k8s.io/PriorityClass":                             "priorityclasses",
	"storage.k8s.io/StorageClass":                                 "storageclasses",
}

// goneTypes are types that clusters with Kubernetes 1.30 or later do not
// serve any more, so that no engine ever sees an object of theirs.
var goneTypes = map[string]bool{
	"apps/v1beta1/Deployment":                     true,
	"apps/v1beta1/StatefulSet":                    true,
	"apps/v1beta2/DaemonSet":                      true,
	"apps/v1beta2/Deployment":                     true,
	"apps/v1beta2/ReplicaSet":                     true,
	"apps/v1beta2/StatefulSet":                    true,
	"autoscaling/v2beta1/HorizontalPodAutoscaler": true,
	"autoscaling/v2beta2/HorizontalPodAutoscaler": true,
	"batch/v1beta1/CronJob":                       true,
	"batch/v2alpha1/CronJob":                      true,
	"extensions/v1beta1/DaemonSet":                true,
	"extensions/v1beta1/Deployment":               true,
	"extensions/v1beta1/Ingress":                  true,
	"extensions/v1beta1/NetworkPolicy":            true,
	"extensions/v1beta1/ReplicaSet":               true,
	"networking.k8s.io/v1beta1/Ingress":           true,
	"networking.k8s.io/v1beta1/IngressClass":      true,
	"policy/v1beta1/PodDisruptionBudget":          true,
	"storage.k8s.io/v1beta1/StorageClass":         true,
}
