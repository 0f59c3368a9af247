"""What a youth reads before and around her breaks: welcome letter, rights, question cards, what happens if she tells, trying out."""
