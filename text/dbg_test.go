package text
import ("testing";"os";"fmt")
func TestDbg(t *testing.T){
 lex:=lexicon(t,"en"); s:=os.Getenv("S")
 hits:=lex.trie.scan(s,nil)
 for _,h:=range hits{ var cs []string; for n,b:=range lex.classes{ if h.classes&b!=0{cs=append(cs,n)}}; fmt.Printf("%q %v %x\n",s[h.start:h.end],cs,h.marks)}
 a:=lex.parse(s,sentence{0,len(s),hits},lex.verbClasses(),context{})
 fmt.Printf("%+v\n",a.preds)
}
